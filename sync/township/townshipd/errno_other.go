//go:build !windows

package main

import "syscall"

// What the network says in this system's numbers: nobody listens there, somebody has the port,
// somebody has it for himself alone, which has no number of its own here.
const (
	errRefused = syscall.ECONNREFUSED
	errInUse   = syscall.EADDRINUSE
	errKept    = syscall.EADDRINUSE
)
