package view

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"woshou/data/store"
)

// Paths says where the program keeps its files.
type Paths struct {
	// Dir holds the record, the log and the crash file.
	Dir string
	// Program is the folder of the program itself, beside which fonts may lie.
	Program string
}

// DefaultPaths returns this user's folders: %LOCALAPPDATA%\Woshou on Windows,
// ~/.local/share/woshou elsewhere. dir, when it is set, replaces the first.
func DefaultPaths(dir string) (Paths, error) {
	if dir == "" {
		base, err := localData()
		if err != nil {
			return Paths{}, fmt.Errorf("find the user's folder: %w", err)
		}
		dir = base
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Paths{}, fmt.Errorf("find the user's folder: %w", err)
	}
	program, err := os.Executable()
	if err != nil {
		return Paths{}, fmt.Errorf("find the program's folder: %w", err)
	}
	return Paths{Dir: abs, Program: filepath.Dir(program)}, nil
}

func localData() (string, error) {
	if runtime.GOOS == "windows" {
		base, err := os.UserCacheDir() // %LOCALAPPDATA%
		return filepath.Join(base, "Woshou"), err
	}
	if base := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "woshou"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "woshou"), err
}

// Record is the sealed database.
func (p Paths) Record() string { return filepath.Join(p.Dir, "record.db") }

// Samples is the folder of the sample record, apart from the real one.
func (p Paths) Samples() Paths { return Paths{filepath.Join(p.Dir, "samples"), p.Program} }

// Opened is the folder of copies that are open to read, while another program shows them.
func (p Paths) Opened() string { return filepath.Join(p.Dir, "opened") }

// Log is the program's log, without personal data.
func (p Paths) Log() string { return filepath.Join(p.Dir, "woshou.log") }

// Crash is where a crash leaves its trace.
func (p Paths) Crash() string { return filepath.Join(p.Dir, "crash.txt") }

// Papers is where printed papers are saved as PDF unless the user says otherwise.
func (p Paths) Papers() string { return filepath.Join(p.Dir, "papers") }

// Fonts lists the folders where the fonts beside the program may lie, best first.
func (p Paths) Fonts() []string {
	return []string{filepath.Join(p.Program, "fonts"), filepath.Join(p.Program, "..", "assets", "fonts", "beside")}
}

// Make creates the folders, readable by this user only.
func (p Paths) Make() error {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	return nil
}

// RecordExists reports whether there is a record to unlock; a record that cannot
// be looked at counts as one, so that nobody sets up a second in its place.
func RecordExists(p Paths) bool {
	return store.Exists(p.Record())
}
