package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
)

// CrashFile and LastCrashFile are the names of the crash files, beside the log.
const (
	CrashFile     = "crash.txt"
	LastCrashFile = "crash-last.txt"
)

// RecordCrashes makes the Go runtime write into dir what it reports when the program dies: the stacks of all
// goroutines, which hold no text of any record. When the program died the last time, the report of that is kept as
// LastCrashFile and its path returned, else "". An error means that this run's crash would not be recorded.
func RecordCrashes(dir string) (last string, err error) {
	path := filepath.Join(dir, CrashFile)
	last, err = keepCrash(path, filepath.Join(dir, LastCrashFile))
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return last, fmt.Errorf("open crash file: %w", err)
	}
	defer f.Close() // the runtime has its own handle
	if err := debug.SetCrashOutput(f, debug.CrashOptions{}); err != nil {
		return last, fmt.Errorf("set crash output: %w", err)
	}
	return last, nil
}

// keepCrash renames a report that has something in it and returns the new name.
func keepCrash(from, to string) (string, error) {
	info, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look at crash file: %w", err)
	}
	if info.Size() == 0 {
		return "", nil
	}
	if err := os.Rename(from, to); err != nil {
		return "", fmt.Errorf("keep crash file: %w", err)
	}
	return to, nil
}
