package sync_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township"
)

// villageEnv makes this test's own program a village's computer instead: a record and
// the engine, told on its standard input what to do.
const villageEnv = "WOSHOU_TEST_VILLAGE"

func TestMain(m *testing.M) {
	if path := os.Getenv(villageEnv); path != "" {
		if err := villageMain(path, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	for _, made := range madeOnce {
		_ = os.RemoveAll(made)
	}
	os.Exit(code)
}

// madeOnce are folders that all tests share.
var madeOnce []string

// report is what a village's program says of itself.
type report struct {
	Cases, Waiting int
	Compared, Same bool
	Problem        string
}

// villageMain runs a village's computer until its standard input ends: "enrol ADDRESS
// CODE", "to ADDRESS", "save" and "report". It answers each with a line, "saved" only
// after the disk has it.
func villageMain(path string, in io.Reader, out io.Writer) error {
	st, err := openRecord(path)
	if err != nil {
		return err
	}
	defer st.Close()
	ctx, stop := context.WithCancel(context.Background())
	eng := engine.New(st, nil, engine.Options{})
	var working sync.WaitGroup
	working.Go(func() { exchangeAlways(ctx, eng) })
	defer working.Wait()
	defer stop()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		answer, err := obey(ctx, st, eng, strings.Fields(lines.Text()))
		if err != nil {
			answer = "error " + err.Error()
		}
		fmt.Fprintln(out, answer)
	}
	return lines.Err()
}

func openRecord(path string) (*store.Store, error) {
	l, err := store.Open(path, cheap)
	if err != nil {
		return nil, err
	}
	return l.Unlock("long password")
}

// exchangeAlways is Engine.Run for tests that are not to wait for its pauses.
func exchangeAlways(ctx context.Context, eng *engine.Engine) {
	for ctx.Err() == nil {
		_, _ = eng.SyncNow(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func obey(ctx context.Context, st *store.Store, eng *engine.Engine, words []string) (string, error) {
	switch {
	case len(words) == 3 && words[0] == "enrol":
		return "enrolled", engine.Enrol(ctx, st, words[1], words[2])
	case len(words) == 2 && words[0] == "to":
		l := st.Link()
		l.Address = "https://" + words[1]
		return "moved", st.SetLink(l)
	case len(words) == 1 && words[0] == "save":
		c := newCase("邻里因宅基地通行发生争执。")
		_, err := st.SaveCase("accept", emptyCase(c.ID), c)
		return "saved " + c.ID.String(), err
	case len(words) == 1 && words[0] == "report":
		s := eng.Status()
		b, err := json.Marshal(report{s.OwnCases, s.Waiting, s.Compared, s.Same, string(s.Problem)})
		return string(b), err
	}
	return "", errors.New("what?")
}

// program is a running process of its own, and how to start it again.
type program struct {
	t     *testing.T
	start func() *exec.Cmd
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Scanner
}

func (p *program) run() {
	p.t.Helper()
	p.cmd = p.start()
	p.cmd.Stderr = os.Stderr
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		p.t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
}

// kill is kill -9 of this one process.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// say gives a village's program a line and returns its answer, which is no error.
func (p *program) say(line string) string {
	p.t.Helper()
	answer := p.ask(line)
	if strings.HasPrefix(answer, "error ") {
		p.t.Fatalf("%s: %s", line, answer)
	}
	return answer
}

func (p *program) ask(line string) string {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		p.t.Fatal(err)
	}
	if !p.out.Scan() {
		p.t.Fatalf("the village ended at %q: %v", line, p.out.Err())
	}
	return p.out.Text()
}

func (p *program) report() (r report) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.say("report")), &r); err != nil {
		p.t.Fatal(err)
	}
	return r
}

// newVillageProgram makes a record and starts a village on it.
func newVillageProgram(t *testing.T, area string) *program {
	t.Helper()
	path := filepath.Join(t.TempDir(), "record")
	if err := createRecord(path, area); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, start: func() *exec.Cmd {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), villageEnv+"="+path)
		return cmd
	}}
	p.run()
	t.Cleanup(p.kill)
	return p
}

// newTownProgram starts the real townshipd, and returns an enrolment code that its
// folder has for each area, and where it listens.
func newTownProgram(t *testing.T, areas ...string) (p *program, codes []string, address string) {
	t.Helper()
	binary := townshipd(t)
	dir := t.TempDir()
	srv, err := township.New(township.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, area := range areas {
		code, err := srv.NewCode("村"+area, area)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
	listen := "127.0.0.1:0"
	p = &program{t: t, start: func() *exec.Cmd {
		return exec.Command(binary, "--dir", dir, "--listen", listen)
	}}
	p.run()
	t.Cleanup(p.kill)
	listen = p.listening()
	return p, codes, listen
}

// listening reads the output of a server up to its address, and drops the rest.
func (p *program) listening() string {
	p.t.Helper()
	for p.out.Scan() {
		if _, address, ok := strings.Cut(p.out.Text(), "https://"); ok {
			out := p.out
			go func() {
				for out.Scan() { // so that the server never waits for a reader
				}
			}()
			return strings.Fields(address)[0]
		}
	}
	p.t.Fatalf("the township did not start: %v", p.out.Err())
	return ""
}

var townshipdOnce = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "woshou-townshipd-")
	if err != nil {
		return "", err
	}
	madeOnce = append(madeOnce, dir)
	path := filepath.Join(dir, "townshipd")
	cmd := exec.Command("go", "build", "-o", path, "./township/townshipd")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build townshipd: %w\n%s", err, out)
	}
	return path, nil
})

func townshipd(t *testing.T) string {
	t.Helper()
	path, err := townshipdOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
