// SPDX-License-Identifier: Apache-2.0
// Reads EVTX files that are in memory with the crate `evtx`, one thread, each record to JSON text that is thrown away.
// Prints records, bytes and the seconds of the fastest of five rounds.
use evtx::{EvtxParser, ParserSettings};
use std::time::Instant;

fn collect(path: &std::path::Path, out: &mut Vec<Vec<u8>>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            collect(&entry, out);
        }
    } else if path.extension().is_some_and(|e| e == "evtx") {
        out.push(std::fs::read(path).unwrap());
    }
}

fn main() {
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        collect(std::path::Path::new(&argument), &mut files);
    }
    let (mut best, mut records, mut bytes) = (f64::MAX, 0u64, 0u64);
    for _ in 0..5 {
        (records, bytes) = (0, 0);
        let began = Instant::now();
        for file in &files {
            bytes += file.len() as u64;
            let Ok(parser) = EvtxParser::from_buffer(file.clone()) else { continue };
            let mut parser = parser.with_configuration(ParserSettings::new().num_threads(1).indent(false));
            for record in parser.records_json() {
                if let Ok(record) = record {
                    records += 1;
                    std::hint::black_box(record.data.len());
                }
            }
        }
        best = best.min(began.elapsed().as_secs_f64());
    }
    println!("{records}\t{bytes}\t{best}");
}
