package township

import (
	"bufio"
	"crypto/ed25519"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/ledgertest"
	"woshou/sync/wire"
)

// BenchmarkPush measures whole exchanges a second on kept connections of TLS 1.3 on
// loopback, each with one event, signed by its device and durable before the answer. The
// clients share the machine, so they are as lean as they can be: their requests are made
// and signed before the clock starts, as a village's computer does it on its own processor;
// sending, the line, and reading the answer are part of the measure. Go's b.N is the number
// of pushes.
func BenchmarkPush(b *testing.B) {
	for _, conns := range []int{64, 256} {
		b.Run(fmt.Sprint("bbolt/", conns, "_connections"), func(b *testing.B) { benchPush(b, "", conns) })
	}
	db := ledgertest.NewDatabase(b)
	for _, conns := range []int{64, 256} {
		b.Run(fmt.Sprint("postgres/", conns, "_connections"), func(b *testing.B) { benchPush(b, db.Address(b), conns) })
	}
}

func benchPush(b *testing.B, store string, conns int) {
	ballast := make([]byte, 64<<20) // as townshipd has it
	defer runtime.KeepAlive(ballast)
	dir := b.TempDir()
	l, err := OpenLedger(store, dir)
	if err != nil {
		b.Fatal(err)
	}
	s, err := New(Config{Dir: dir, Ledger: l})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	all := manyComputers(b, s, conns)
	lines := make([]*tls.Conn, conns)
	requests := make([][][]byte, conns)
	for i, c := range all {
		requests[i] = c.prepare(b.N/conns + min(1, max(0, b.N%conns-i)))
	}
	for i := range lines { // after that, because the server hangs up on who says nothing
		lines[i] = dial(b, addr)
		defer func() { _ = lines[i].Close() }()
	}
	took := make([][]time.Duration, conns)
	var done sync.WaitGroup
	runtime.GC()
	b.ResetTimer()
	before, _ := l.(commitCounter).Counts()
	begun, worked := time.Now(), cpuTime(b)
	for i, c := range all {
		done.Go(func() {
			line, answers := lines[i], bufio.NewReader(lines[i])
			for _, request := range requests[i] {
				start := time.Now()
				c.pushOver(line, answers, request)
				took[i] = append(took[i], time.Since(start))
			}
		})
	}
	done.Wait()
	seconds := time.Since(begun).Seconds()
	worked = cpuTime(b) - worked
	b.StopTimer()
	b.ReportMetric(float64(worked.Microseconds())/float64(b.N), "cpu-µs/push") // says more than time on a busy machine
	commits, _ := l.(commitCounter).Counts()
	b.ReportMetric(worked.Seconds()/seconds, "processors")
	b.ReportMetric(float64(b.N)/float64(commits-before), "pushes/commit")
	b.ReportMetric(float64(b.N)/seconds, "pushes/s")
	b.ReportMetric(float64(percentile(slices.Concat(took...), 99).Microseconds())/1000, "ms-p99")
}

type commitCounter interface {
	Counts() (commits, updates uint64)
}

// cpuTime returns what this process, clients and server, has worked.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func percentile(all []time.Duration, p int) time.Duration {
	slices.Sort(all)
	return all[len(all)*p/100]
}

// dial returns a connection that is kept; loopback, so its certificate is not looked at.
func dial(b *testing.B, addr string) *tls.Conn {
	line, err := tls.Dial("tcp", addr, &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true})
	if err != nil {
		b.Fatal(err)
	}
	return line
}

// manyComputers registers computers of as many villages without enrolment.
func manyComputers(b *testing.B, s *Server, n int) (all []*computer) {
	b.Helper()
	err := s.update(b.Context(), func(tx ledger.Tx) error {
		all = nil
		for i := range n {
			c := newComputer(b, s)
			c.village = fmt.Sprint("village", i)
			all = append(all, c)
			v := ledger.Village{ID: ledger.VillageID(c.village), Name: c.village, Area: fmt.Sprintf("3399%08d", i)}
			d := ledger.Device{ID: c.id, Village: v.ID, Key: c.key.Public().(ed25519.PublicKey), Enrolled: s.now()}
			if err := tx.PutVillage(v); err != nil {
				return err
			}
			if err := tx.PutDevice(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}

// prepare returns the requests, as HTTP, that push the next n events of the computer one by
// one. It first makes an exchange, to learn which life of the stream it writes to; where
// that stands follows from its own events, because no other computer writes to it.
func (c *computer) prepare(n int) (requests [][]byte) {
	c.server = c.send(c.request()).Server
	for range n {
		c.nextOfDay()
		r := c.request()
		r.GSN, r.Push = r.Head-1, r.Push[r.Head-1:]
		body, err := wire.Sign(c.key, r)
		if err != nil {
			c.t.Fatal(err)
		}
		head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: town\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", wire.PathExchange, wire.ContentType, len(body))
		requests = append(requests, append([]byte(head), body...))
	}
	return requests
}

// nextOfDay saves the next event of a day: a case is received, accepted, heard twice, and
// agreed.
func (c *computer) nextOfDay() {
	n := len(c.events) % 5
	if n == 0 {
		c.of = agreedFact()
	}
	f := c.of
	f.Sessions = n
	if n < 4 {
		f.Status, f.Outcome, f.Concluded, f.Effective, f.Performance, f.Amount = data.Accepted, "", 0, 0, "", 0
	}
	if n == 0 {
		f.Accepted = 0
	}
	c.save(func(e *data.Event) {
		about(f)(e)
		e.Body = c.body[:300+n*100]
	})
}

// pushOver sends a prepared request and checks the answer, which acknowledges one event more.
func (c *computer) pushOver(line io.Writer, answers *bufio.Reader, request []byte) {
	if _, err := line.Write(request); err != nil {
		c.t.Error(err)
		return
	}
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		c.t.Error(err)
		return
	}
	out, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		c.t.Error(err)
		return
	}
	c.acked++
	resp, err := wire.DecodeResponse(out)
	if err != nil || resp.Reason != "" || resp.Ack != c.acked || resp.NextGSN != resp.Ack {
		c.t.Errorf("answer %+v, %v", resp, err)
	}
}
