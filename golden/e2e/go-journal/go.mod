module journal

go 1.25
