//go:build !windows

package windowtest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode/utf16"
)

// The real program saves a case and is made to crash:
// no file of its folder, the log and the crash's report among them, holds a word that was typed.
func TestDesk_FilesHoldNoNames(t *testing.T) {
	p := readyProgram(t)
	saved := p.saves()
	p.run(intakeOf(0)...)
	p.WaitFor("the save", func() bool { return p.saves() > saved })
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil { // the runtime writes all stacks
		t.Fatal(err)
	}
	_ = p.cmd.Wait() // it crashed
	report, err := os.ReadFile(filepath.Join(p.dir, "crash.txt"))
	if err != nil || !bytes.Contains(report, []byte("goroutine")) {
		t.Fatalf("no report of the crash: %d bytes, %v", len(report), err)
	}
	var names []string
	err = filepath.WalkDir(p.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		names = append(names, e.Name())
		for _, word := range []string{applicantOf(0), respondent, summaryOf(0), "杨秀莲", "东篱村", "339921101201", password} {
			for _, form := range [][]byte{[]byte(word), utf16LE(word)} {
				if bytes.Contains(b, form) || strings.Contains(e.Name(), word) {
					t.Errorf("%s holds %s", e.Name(), word)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"record.db", "record.db.journal", "woshou.log", "crash.txt"} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s among %v", name, names)
		}
	}
}

func utf16LE(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
