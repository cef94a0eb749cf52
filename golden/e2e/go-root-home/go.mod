module greeter

go 1.25
