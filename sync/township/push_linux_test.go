package township

import (
	"bufio"
	"crypto/ed25519"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/ledgertest"
	"woshou/sync/wire"
)

// BenchmarkPush measures whole exchanges a second on kept connections of TLS 1.3 on
// loopback, each with one event, signed by its device and durable before the answer;
// clients included, which are as lean as they can be. Go's b.N is the number of pushes.
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
	for i := range lines {
		lines[i] = dial(b, addr)
		defer func() { _ = lines[i].Close() }()
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	var times sync.Map
	var done sync.WaitGroup
	b.ResetTimer()
	begun, worked := time.Now(), cpuTime(b)
	for i, c := range all {
		done.Go(func() {
			line, answers := lines[i], bufio.NewReader(lines[i])
			var took []time.Duration
			for left.Add(-1) >= 0 {
				start := time.Now()
				c.pushOver(line, answers)
				took = append(took, time.Since(start))
			}
			times.Store(c, took)
		})
	}
	done.Wait()
	seconds := time.Since(begun).Seconds()
	worked = cpuTime(b) - worked
	b.StopTimer()
	b.ReportMetric(float64(worked.Microseconds())/float64(b.N), "cpu-µs/push") // says more than time on a busy machine
	b.ReportMetric(float64(b.N)/seconds, "pushes/s")
	b.ReportMetric(float64(percentile(&times, 99).Microseconds())/1000, "ms-p99")
}

// cpuTime returns what this process, clients and server, has worked.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func percentile(times *sync.Map, p int) time.Duration {
	var all []time.Duration
	times.Range(func(_, v any) bool { all = append(all, v.([]time.Duration)...); return true })
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

// pushOver sends the next event of a day: a case is received, accepted, heard twice,
// and agreed.
func (c *computer) pushOver(line io.Writer, answers *bufio.Reader) {
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
	r := c.request()
	r.Push = r.Push[len(r.Push)-1:]
	c.sendOver(line, answers, r)
}

func (c *computer) sendOver(line io.Writer, answers *bufio.Reader, r *wire.Request) {
	body, err := wire.Sign(c.key, r)
	if err != nil {
		c.t.Error(err)
		return
	}
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: town\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", wire.PathExchange, wire.ContentType, len(body))
	if _, err := line.Write(append([]byte(head), body...)); err != nil {
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
	resp, err := wire.DecodeResponse(out)
	if err != nil || resp.Reason != "" || resp.Ack != uint64(len(c.events)) {
		c.t.Errorf("answer %+v, %v", resp, err)
		return
	}
	c.acked, c.gsn, c.server = resp.Ack, resp.NextGSN, resp.Server
}
