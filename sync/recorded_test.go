package sync_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woshou/data"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/wire"
)

// A release's own exchanges lie in testdata/recorded/<version>/ for ever and are played to
// the newest server and the newest computer. Before a release:
// go test ./sync -run TestRecord_ARelease -sync.record <version>
var record = flag.String("sync.record", "", "write this version's exchanges into testdata/recorded")

const recordedDir = "testdata/recorded"

// tape is what passed on a line, oldest first.
type tape struct{ requests, answers [][]byte }

// recorder is a line that keeps what passes.
type recorder struct {
	w     *town
	tapes []*tape
}

func (r *recorder) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	answer, err := r.w.Exchange(ctx, request)
	for _, t := range r.tapes {
		t.requests, t.answers = append(t.requests, request), append(t.answers, answer)
	}
	return answer, err
}

// beginning is what a server must know to answer the first recorded request.
type beginning struct {
	Epoch   string
	Village ledger.Village
	Devices []ledger.Device
}

// ending is what a computer shows after its recorded exchanges: case, status and summary.
type ending struct {
	Cases []string
	Sent  int
}

// The life that is recorded: a first contact, a folder copied and the fork that follows, a
// computer set back, pulls, marks and keys.
func TestRecord_ARelease(t *testing.T) {
	if *record == "" {
		t.Skip("for a release: -sync.record <version>")
	}
	dir := filepath.Join(recordedDir, *record)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w := newTown(t)
	line := &recorder{w: w}
	v := w.newVillage(t, line)
	server := &tape{}
	line.tapes = []*tape{server}
	start := w.beginning(v)
	for range 3 {
		v.edit(v.add(), "第一次调解")
	}
	recordComputer(t, dir, "first", line, v)
	old := v.backup()
	c := v.clone()
	c.add()
	c.sync()
	for i := range 12 {
		v.edit(v.add(), fmt.Sprintf("第%d次调解", i))
	}
	v.sync() // a fork, a new epoch, and what both have
	c.edit(c.add(), "另一台电脑上的记录")
	recordComputer(t, dir, "second", line, c)
	v.edit(v.cases[0], "恢复备份以前的记录")
	v.sync()
	v.restore(old)
	v.edit(v.cases[0], "恢复备份以后的记录")
	v.sync()
	c.sync()
	v.sync()
	server.write(t, filepath.Join(dir, "server.txt"), start)
}

// recordComputer keeps a computer's file, plays a round, and keeps what passed.
func recordComputer(t *testing.T, dir, name string, line *recorder, v *village) {
	t.Helper()
	file, err := os.ReadFile(v.backup())
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if _, err := z.Write(file); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".record.gz"), packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	own := &tape{}
	line.tapes = append(line.tapes, own)
	v.sync()
	line.tapes = line.tapes[:len(line.tapes)-1]
	own.write(t, filepath.Join(dir, name+".txt"), v.ending())
}

func (w *town) beginning(v *village) (b beginning) {
	w.t.Helper()
	err := w.led.View(w.t.Context(), func(r ledger.Reader) error {
		epoch, err := r.Epoch()
		if err == nil {
			b.Epoch = epoch.String()
			b.Village, err = r.Village(ledger.VillageID(v.st.Link().Village))
		}
		if err == nil {
			b.Devices, err = r.Devices()
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func (v *village) ending() (e ending) {
	v.st.Cases(func(c *data.Case) bool {
		e.Cases = append(e.Cases, fmt.Sprintf("%s %s %d %s", c.ID, c.Status, len(c.Sessions), c.Summary))
		return true
	})
	e.Sent = int(v.st.Acked())
	return e
}

// write stores a tape: one line of JSON, then a line in hexadecimal for each message.
func (t *tape) write(tb testing.TB, path string, head any) {
	tb.Helper()
	var b bytes.Buffer
	text, err := json.Marshal(head)
	if err != nil {
		tb.Fatal(err)
	}
	fmt.Fprintf(&b, "= %s\n", text)
	for i := range t.requests {
		fmt.Fprintf(&b, "> %x\n< %x\n", t.requests[i], t.answers[i])
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func readTape(tb testing.TB, path string, head any) *tape {
	tb.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	t := &tape{}
	lines := bufio.NewScanner(bytes.NewReader(file))
	lines.Buffer(nil, 4*wire.MaxMessage)
	for lines.Scan() {
		mark, rest, _ := strings.Cut(lines.Text(), " ")
		if mark == "=" {
			err = json.Unmarshal([]byte(rest), head)
		}
		message, bad := hex.DecodeString(rest)
		switch mark {
		case ">":
			t.requests, err = append(t.requests, message), bad
		case "<":
			t.answers, err = append(t.answers, message), bad
		}
		if err != nil {
			tb.Fatalf("%s: %v", path, err)
		}
	}
	return t
}

// recordings runs a test for each release that was recorded.
func recordings(t *testing.T, test func(t *testing.T, dir string)) {
	dirs, err := filepath.Glob(filepath.Join(recordedDir, "*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { test(t, dir) })
	}
}

// The newest server gives a computer of an old release the answers that the old server gave
// it, as far as that computer reads them.
func TestT09_RecordedRequestsOfOldReleases(t *testing.T) {
	recordings(t, func(t *testing.T, dir string) {
		var start beginning
		played := readTape(t, filepath.Join(dir, "server.txt"), &start)
		srv := serverAt(t, start)
		for i, request := range played.requests {
			answer, err := srv.Exchange(t.Context(), request)
			if err != nil {
				t.Fatalf("request %d: %v", i, err)
			}
			if got, want := whatItReads(t, answer), whatItReads(t, played.answers[i]); got != want {
				t.Errorf("request %d: the answer now is\n%s\nwas\n%s", i, got, want)
			}
		}
	})
}

// serverAt is a server that knows what was known when a recording began.
func serverAt(t *testing.T, b beginning) *township.Server {
	t.Helper()
	dir := fastDir(t)
	led, err := bolt.Open(filepath.Join(dir, "ledger"))
	if err != nil {
		t.Fatal(err)
	}
	var epoch data.Epoch
	if _, err := hex.Decode(epoch[:], []byte(b.Epoch)); err != nil {
		t.Fatal(err)
	}
	err = led.Update(t.Context(), func(tx ledger.Tx) error {
		err := tx.SetEpoch(epoch)
		if err == nil {
			err = tx.PutVillage(b.Village)
		}
		for _, d := range b.Devices {
			if err == nil {
				err = tx.PutDevice(d)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := township.New(township.Config{Dir: dir, Now: noon, Ledger: led})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	return srv
}

// whatItReads is an answer without the fields that only a newer program knows, and without
// the totals check, which each release may make in its own way.
func whatItReads(t *testing.T, answer []byte) string {
	t.Helper()
	r, err := wire.DecodeResponse(answer)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(wire.Response{
		Echo: r.Echo, Proto: r.Proto, Now: r.Now, Server: r.Server, AckEpoch: r.AckEpoch, Ack: r.Ack, AckHash: r.AckHash,
		Reason: r.Reason, ForkAt: r.ForkAt, Pull: r.Pull, NextGSN: r.NextGSN, More: r.More, Keys: r.Keys, Cases: r.Cases,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The newest program opens a record of an old release and takes from the old release's server
// what that gave its own computers.
func TestT09_RecordedAnswersOfOldReleases(t *testing.T) {
	recordings(t, func(t *testing.T, dir string) {
		files, err := filepath.Glob(filepath.Join(dir, "*.record.gz"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no computers: %v", err)
		}
		for _, file := range files {
			name, _ := strings.CutSuffix(file, ".record.gz")
			t.Run(filepath.Base(name), func(t *testing.T) {
				var want ending
				player := &player{tape: readTape(t, name+".txt", &want)}
				v := &village{t: t, line: player}
				v.open(unpacked(t, file))
				t.Cleanup(func() { _ = v.st.Close() })
				v.sync()
				if got := v.ending(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("now\n%v\nwas\n%v", got, want)
				}
			})
		}
	})
}

func unpacked(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(fastDir(t), "record")
	if err := os.WriteFile(path, plain, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// player is a line on which recorded answers come, as if to what was asked now; when there
// are no more, the last one comes again.
type player struct {
	tape *tape
	next int
}

func (p *player) Exchange(_ context.Context, request []byte) ([]byte, error) {
	r, err := wire.DecodeResponse(p.tape.answers[min(p.next, len(p.tape.answers)-1)])
	if err != nil {
		return nil, err
	}
	if p.next++; p.next > len(p.tape.answers) {
		r.Pull, r.Keys = nil, nil
	}
	r.Echo = wire.EchoOf(request)
	return r.Encode()
}
