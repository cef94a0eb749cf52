//! Answers every request with a digest made by OpenSSL, the version of libpq and a file
//! that is read when it comes.

use std::io::{Read, Write};
use std::net::TcpListener;

fn main() {
    let listener = TcpListener::bind("0.0.0.0:18431").expect("the port is free");
    for stream in listener.incoming() {
        let mut stream = stream.expect("a connection");
        let mut request = [0; 1024];
        let _ = stream.read(&mut request);
        let greeting = std::fs::read_to_string("static/greeting.txt").expect("the greeting");
        let digest = openssl::sha::sha256(greeting.as_bytes());
        let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        let libpq = unsafe { pq_sys::PQlibVersion() } / 10000;
        let body = format!("{hex} {}\n", libpq > 0);
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    }
}
