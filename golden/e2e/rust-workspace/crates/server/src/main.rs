//! Answers every request with all greetings.

use std::io::{Read, Write};
use std::{env, net::TcpListener, path::PathBuf};

fn main() {
    let dir = PathBuf::from(env::var_os("GREETINGS").expect("GREETINGS names a directory"));
    let listener = TcpListener::bind("0.0.0.0:18432").expect("the port is free");
    for stream in listener.incoming() {
        let mut stream = stream.expect("a connection");
        let mut request = [0; 1024];
        let _ = stream.read(&mut request);
        let body = greeting::all(&dir).expect("the greetings");
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    }
}
