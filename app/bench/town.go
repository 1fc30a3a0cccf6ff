package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"woshou/sync/township"
	"woshou/sync/township/ledger"
)

// townWait is how long a township's program may take to start or to end.
const townWait = 2 * time.Minute

// town is townshipd as a process of its own.
type town struct {
	cmd     *exec.Cmd
	address string
	// begun is when it was started; listened and backed are how long it took until it
	// served and had its first backup.
	begun            time.Time
	listened, backed time.Duration
}

// buildTown builds townshipd once a run and returns its path.
func (b *bench) buildTown() (string, error) {
	path := filepath.Join(b.dir, "townshipd")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	cmd := exec.Command("go", "build", "-o", path, "./sync/township/townshipd")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build townshipd: %w\n%s", err, out)
	}
	return path, nil
}

// fillTown writes what a township knows before the measure into its ledger, in several
// transactions. It starts the server once, which makes what belongs to it.
func fillTown(dir, store string, parts int, fill func(part int, tx ledger.Tx) error) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	led, err := township.OpenLedger(store, dir)
	if err != nil {
		return err
	}
	for part := range parts {
		if err == nil {
			err = led.Update(context.Background(), func(tx ledger.Tx) error { return fill(part, tx) })
		}
	}
	return errors.Join(err, led.Close())
}

var listening = regexp.MustCompile(`监听 (\S+?)，`)

// startTown starts townshipd and returns when it serves and has made its first backup,
// which would else be part of the measure.
func (b *bench) startTown(dir, store string) (*town, error) {
	path, err := b.buildTown()
	if err != nil {
		return nil, err
	}
	t := &town{cmd: exec.Command(path, "serve", "--dir", dir, "--store", store, "--listen", "127.0.0.1:0")}
	tie(t.cmd)
	t.cmd.Stderr = os.Stderr
	t.cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	out, err := t.cmd.StdoutPipe()
	t.begun = time.Now()
	if err == nil {
		err = t.cmd.Start()
	}
	if err != nil {
		return nil, err
	}
	late := time.AfterFunc(townWait, func() { _ = t.cmd.Process.Kill() })
	defer late.Stop()
	for lines := bufio.NewScanner(out); t.address == "" && lines.Scan(); {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			t.address, t.listened = found[1], time.Since(t.begun)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if t.address == "" {
		return nil, errors.Join(errors.New("townshipd did not start"), t.stop())
	}
	for end := time.Now().Add(townWait); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if made, _ := filepath.Glob(filepath.Join(dir, "backups", "*.backup")); len(made) > 0 {
			t.backed = time.Since(t.begun)
			return t, nil
		}
	}
	return nil, errors.Join(errors.New("townshipd made no backup"), t.stop())
}

// stop ends the process.
func (t *town) stop() error {
	_ = t.cmd.Process.Signal(os.Interrupt)
	late := time.AfterFunc(townWait, func() { _ = t.cmd.Process.Kill() })
	defer late.Stop()
	return t.cmd.Wait()
}

// peak returns the most memory that the process had, in MB, where Linux tells it.
func (t *town) peak() (mb int) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	_, _ = fmt.Sscan(rest, &mb)
	return mb >> 10
}

// worked returns what this process and others have computed, where Linux tells it: it says
// more than the time that passed when something else uses the machine.
func worked(pids ...int) (total time.Duration) {
	for _, pid := range append(pids, os.Getpid()) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		var user, system int64
		words := strings.Fields(rest)
		if len(words) < 13 {
			return 0
		}
		_, _ = fmt.Sscan(words[11]+" "+words[12], &user, &system)
		total += time.Duration(user+system) * 10 * time.Millisecond
	}
	return total
}
