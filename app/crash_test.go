package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// crashDir tells the test program, started by TestRecordCrashes, to crash.
const crashDir = "WOSHOU_TEST_CRASH_DIR"

func TestRecordCrashes(t *testing.T) {
	if dir := os.Getenv(crashDir); dir != "" {
		if _, err := RecordCrashes(dir); err != nil {
			t.Fatal(err)
		}
		panic("crash on purpose")
	}
	dir := t.TempDir()
	crash := exec.Command(os.Args[0], "-test.run=^TestRecordCrashes$")
	crash.Env = append(os.Environ(), crashDir+"="+dir)
	if err := crash.Run(); err == nil {
		t.Fatal("the program did not crash")
	}
	t.Cleanup(func() { debug.SetCrashOutput(nil, debug.CrashOptions{}) })
	last, err := RecordCrashes(dir)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, LastCrashFile); last != want {
		t.Fatalf("last crash %q, want %q", last, want)
	}
	report, err := os.ReadFile(last)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(report), "crash on purpose") || !strings.Contains(string(report), "crash_test.go") {
		t.Errorf("the report does not say what happened where:\n%s", report)
	}
	if again, err := RecordCrashes(dir); again != "" || err != nil {
		t.Errorf("without a crash in between: %q, %v, want none", again, err)
	}
}

func TestRecordCrashes_NoFolder(t *testing.T) {
	if _, err := RecordCrashes(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a folder that is missing must be an error")
	}
}
