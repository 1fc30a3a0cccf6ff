package main

import "golang.org/x/sys/windows"

// What the network says in this system's numbers, which are not those that package syscall has
// under the usual names: nobody listens there, somebody has the port, the system or another
// program has it for itself alone.
const (
	errRefused = windows.WSAECONNREFUSED
	errInUse   = windows.WSAEADDRINUSE
	errKept    = windows.WSAEACCES
)
