#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wean_fuzz::cataloger(data, "Dockerfile"));
