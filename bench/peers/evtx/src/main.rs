// SPDX-License-Identifier: Apache-2.0
// Reads EVTX files that are in memory with the crate `evtx`, one thread, each record to JSON text that is thrown away.
// Prints records, bytes and the CPU seconds of the fastest of five rounds (as the bench of Ward counts them).
use evtx::{EvtxParser, ParserSettings};

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

/// Time that this process was on a core, from the kernel's scheduler.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn main() {
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        collect(std::path::Path::new(&argument), &mut files);
    }
    let (mut best, mut records, mut bytes) = (f64::MAX, 0u64, 0u64);
    for _ in 0..5 {
        (records, bytes) = (0, 0);
        let began = cpu_seconds();
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
        best = best.min(cpu_seconds() - began);
    }
    println!("{records}\t{bytes}\t{best}");
}
