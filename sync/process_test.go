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
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"woshou/data"
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
	// Late is how many answers came until the slowest record was acknowledged, beside one
	// for it and for each that waited before it.
	Late int
	// Files says which files wait to go and to come.
	Files engine.FileStatus
}

// villageMain runs a village's computer until its standard input ends: "enrol ADDRESS
// CODE", "to ADDRESS", "save", "attach SEED SIZE", "content CASE" and "report". It answers
// each with a line, "saved" and "attached" only after the disk has it.
func villageMain(path string, in io.Reader, out io.Writer) error {
	st, err := openRecord(path)
	if err != nil {
		return err
	}
	defer st.Close()
	ctx, stop := context.WithCancel(context.Background())
	v := &villager{ctx: ctx, st: st}
	v.line = &engine.HTTP{Where: func() (string, []byte) { l := st.Link(); return l.Address, l.Pin }}
	v.eng = engine.New(st, v, engine.Options{Tend: func() error { return st.Tend(today) }})
	var working sync.WaitGroup
	working.Go(v.exchangeAlways)
	defer working.Wait()
	defer stop()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		answer, err := v.obey(strings.Fields(lines.Text()))
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

// villager is a village's computer, and the line of its engine: it counts how many
// answers came between saving a record and its acknowledgement.
type villager struct {
	ctx  context.Context
	st   *store.Store
	eng  *engine.Engine
	line engine.Transport

	mu             sync.Mutex
	answered, late int
	saved          []savedAt
}

// savedAt is a record that is not acknowledged: its place in the chain, and which answer
// is to acknowledge it if each does so for one record.
type savedAt struct {
	seq uint64
	due int
}

// Exchange counts, at its start, what the answers before it acknowledged.
func (v *villager) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	v.mu.Lock()
	acked := v.st.Acked()
	for len(v.saved) > 0 && v.saved[0].seq <= acked {
		v.late = max(v.late, v.answered-v.saved[0].due)
		v.saved = v.saved[1:]
	}
	v.mu.Unlock()
	answer, err := v.line.Exchange(ctx, request)
	if err == nil {
		v.mu.Lock()
		v.answered++
		v.mu.Unlock()
	}
	return answer, err
}

// exchangeAlways is Engine.Run for tests that are not to wait for its pauses.
func (v *villager) exchangeAlways() {
	for v.ctx.Err() == nil {
		_, _ = v.eng.SyncNow(v.ctx)
		select {
		case <-v.ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (v *villager) obey(words []string) (string, error) {
	switch {
	case len(words) == 3 && words[0] == "enrol":
		return "enrolled", engine.Enrol(v.ctx, v.st, words[1], words[2])
	case len(words) == 2 && words[0] == "to":
		l := v.st.Link()
		l.Address = "https://" + words[1]
		return "moved", v.st.SetLink(l)
	case len(words) == 1 && words[0] == "save":
		c := newCase("邻里因宅基地通行发生争执。")
		return "saved " + c.ID.String(), v.save(c)
	case len(words) == 3 && words[0] == "attach":
		return v.attach(words[1], words[2])
	case len(words) == 2 && words[0] == "content":
		return v.content(words[1])
	case len(words) == 1 && words[0] == "report":
		b, err := json.Marshal(v.report())
		return string(b), err
	}
	return "", errors.New("what?")
}

func (v *villager) save(c *data.Case) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, err := v.st.SaveCase("accept", emptyCase(c.ID), c); err != nil {
		return err
	}
	_, head, _ := v.st.Head()
	v.saved = append(v.saved, savedAt{head, v.answered + int(head-v.st.Acked())})
	return nil
}

// attach saves a case with an invented scan and answers with the content's hash.
func (v *villager) attach(seed, size string) (string, error) {
	s, err := strconv.ParseUint(seed, 10, 64)
	if err != nil {
		return "", err
	}
	n, err := strconv.Atoi(size)
	if err != nil {
		return "", err
	}
	c, scan := newCase("附扫描件。"), photo(s, n)
	if err := v.st.AddFile(c.ID, scan); err != nil {
		return "", err
	}
	c.Attachments = []data.Attachment{{ID: data.NewElementID(), Name: "扫描件.jpg", Media: data.JPEG, Size: n, Hash: data.HashOf(scan), On: 20000}}
	return fmt.Sprint("attached ", c.ID, " ", data.HashOf(scan)), v.save(c)
}

// content answers with the hash of a case's scan, opened.
func (v *villager) content(id string) (string, error) {
	wanted, err := data.ParseCaseID(id)
	if err != nil {
		return "", err
	}
	c, err := v.st.Case(wanted)
	if err != nil {
		return "", err
	}
	if len(c.Attachments) != 1 {
		return "", fmt.Errorf("%d attachments", len(c.Attachments))
	}
	scan, err := v.st.ReadFile(wanted, c.Attachments[0])
	return string(data.HashOf(scan)), err
}

func (v *villager) report() report {
	s := v.eng.Status()
	v.mu.Lock()
	defer v.mu.Unlock()
	return report{s.OwnCases, s.Waiting, s.Compared, s.Same, string(s.Problem), v.late, s.Files}
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

// kill is kill -9 of this one process; it returns what the process had still said.
func (p *program) kill() (said []string) {
	_ = p.cmd.Process.Kill()
	for p.out != nil && p.out.Scan() {
		said = append(said, p.out.Text())
	}
	_ = p.cmd.Wait()
	return said
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
	p.tell(line)
	if !p.out.Scan() {
		p.t.Fatalf("the village ended at %q: %v", line, p.out.Err())
	}
	return p.out.Text()
}

// tell gives a village's program a line and does not wait for the answer.
func (p *program) tell(line string) {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		p.t.Fatal(err)
	}
}

func (p *program) report() (r report) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.say("report")), &r); err != nil {
		p.t.Fatal(err)
	}
	return r
}

// newVillageProgram starts a village's computer on a record.
func newVillageProgram(t *testing.T, path string) *program {
	t.Helper()
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
	t.Cleanup(func() { p.kill() })
	return p
}

// newSheetRecord makes an empty record and returns where, and its recovery key.
func newSheetRecord(t *testing.T, area string) (path, sheet string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "record")
	st, sheet, err := store.Create(path, store.NewRecord{
		Committee: &data.Committee{
			Name: "示例县清河镇东沟村人民调解委员会", Area: area,
			Mediators: []data.Mediator{{ID: "mediator", Name: "杨秀莲", Head: true}},
		},
		Author: "mediator", Password: "long password",
	}, cheap)
	if err == nil {
		err = st.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path, sheet
}

// joinedRecord makes the record of a further computer of a village, with all that the
// township has by now, and returns where.
func joinedRecord(t *testing.T, begin store.Joining) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "record")
	begin.Name = "二号电脑"
	st, err := store.Join(path, begin, cheap)
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.New(st, nil, engine.Options{}).SyncNow(t.Context())
	if err == nil {
		err = st.FirstPassword("mediator", "long password")
	}
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// townProgram is the real townshipd: its folder, its ledger's address, where it listens.
type townProgram struct {
	*program
	binary, dir, store, listen string
}

// newTownProgram starts the real townshipd with its ledger at a store's address, and
// returns as many enrolment codes for a village.
func newTownProgram(t *testing.T, store, area string, count int) (p *townProgram, codes []string) {
	t.Helper()
	p = &townProgram{binary: townshipd(t), dir: t.TempDir(), store: store, listen: "127.0.0.1:0"}
	led, err := township.OpenLedger(store, p.dir)
	if err != nil {
		t.Fatal(err)
	}
	srv, err := township.New(township.Config{Dir: p.dir, Ledger: led})
	if err != nil {
		t.Fatal(err)
	}
	for range count {
		code, err := srv.NewCode("村"+area, area)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
	p.program = &program{t: t, start: func() *exec.Cmd { return p.command("serve", "--listen", p.listen) }}
	p.serve()
	t.Cleanup(func() { p.kill() })
	return p, codes
}

// command is a command of the program on the township's data.
func (p *townProgram) command(name string, args ...string) *exec.Cmd {
	return exec.Command(p.binary, append([]string{name, "--dir", p.dir, "--store", p.store}, args...)...)
}

// serve starts the server and reads its output up to its address; the rest is dropped.
func (p *townProgram) serve() {
	p.t.Helper()
	p.run()
	out := p.out
	for out.Scan() {
		if _, address, ok := strings.Cut(out.Text(), "https://"); ok {
			p.listen, p.out = strings.Fields(address)[0], nil
			go func() {
				for out.Scan() { // so that the server never waits for a reader
				}
			}()
			return
		}
	}
	p.t.Fatalf("the township did not start: %v", out.Err())
}

// end ends the server as its service does.
func (p *townProgram) end() {
	p.t.Helper()
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	if err == nil {
		err = p.cmd.Wait()
	}
	if err != nil {
		p.t.Errorf("the township's end: %v", err)
	}
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
