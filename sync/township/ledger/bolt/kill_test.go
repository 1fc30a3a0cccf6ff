package bolt_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"woshou/sync/township/ledger/bolt"
	"woshou/sync/township/ledger/ledgertest"
)

// writerEnv makes this test's own program a process that writes to the ledger it names.
const writerEnv = "WOSHOU_TEST_LEDGER"

// writers is how many write at once.
const writers = 4

func TestMain(m *testing.M) {
	if path := os.Getenv(writerEnv); path != "" {
		fmt.Fprintln(os.Stderr, writeAlways(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeAlways appends without end and says of each entry that is durable whose and which it
// is.
func writeAlways(path string) error {
	l, err := bolt.Open(path)
	if err != nil {
		return err
	}
	failed := make(chan error)
	var saying sync.Mutex
	for w := range writers {
		go func() {
			for {
				gsn, err := ledgertest.Writer(w).Append(l)
				if err != nil {
					failed <- err
					return
				}
				saying.Lock()
				fmt.Println(w, gsn)
				saying.Unlock()
			}
		}()
	}
	return <-failed
}

// A process that writes is killed after any number of its words: what it said is there,
// whole, and of the rest there is nothing or all.
func TestUpdate_SurvivesAKilledProcess(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	random := rand.New(rand.NewPCG(9, 9))
	told := make([]uint64, writers)
	for range 12 {
		child := exec.Command(self)
		child.Env, child.Stderr = append(os.Environ(), writerEnv+"="+path), os.Stderr
		out, err := child.StdoutPipe()
		if err == nil {
			err = child.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		said := bufio.NewScanner(out)
		left := random.IntN(120)
		for ; said.Scan(); left-- {
			var w int
			var gsn uint64
			if _, err := fmt.Sscan(said.Text(), &w, &gsn); err == nil { // the last word may be cut
				told[w] = max(told[w], gsn)
			}
			if left == 0 {
				if err := child.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = child.Wait() // it was killed
		if left >= 0 {
			t.Fatalf("the process ended by itself, %d words too early", left)
		}
		l, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		ledgertest.CheckWhole(t, l, told)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
