package township

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/bolt"
	"woshou/sync/wire"
)

// BenchmarkPush measures whole exchanges a second on kept connections of TLS 1.3 on
// loopback, each with one event, signed by its device and durable before the answer;
// clients included. Go's b.N is the number of pushes.
func BenchmarkPush(b *testing.B) {
	for _, conns := range []int{64, 256} {
		b.Run(fmt.Sprint(conns, "_connections"), func(b *testing.B) {
			l, err := bolt.Open(filepath.Join(b.TempDir(), "township.db"))
			if err != nil {
				b.Fatal(err)
			}
			benchPush(b, l, conns)
		})
	}
}

func benchPush(b *testing.B, l ledger.Ledger, conns int) {
	s, err := New(Config{Dir: b.TempDir(), Ledger: l})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	all := manyComputers(b, s, conns)
	url := "https://" + addr + wire.PathExchange
	var left atomic.Int64
	left.Store(int64(b.N))
	var times sync.Map
	var done sync.WaitGroup
	b.ResetTimer()
	begun := time.Now()
	for _, c := range all {
		done.Go(func() {
			client := keptConnection()
			defer client.CloseIdleConnections()
			var took []time.Duration
			for left.Add(-1) >= 0 {
				start := time.Now()
				c.pushOver(client, url)
				took = append(took, time.Since(start))
			}
			times.Store(c, took)
		})
	}
	done.Wait()
	seconds := time.Since(begun).Seconds()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/seconds, "pushes/s")
	b.ReportMetric(float64(percentile(&times, 99).Microseconds())/1000, "ms-p99")
}

func percentile(times *sync.Map, p int) time.Duration {
	var all []time.Duration
	times.Range(func(_, v any) bool { all = append(all, v.([]time.Duration)...); return true })
	slices.Sort(all)
	return all[len(all)*p/100]
}

// keptConnection returns a client with one connection, which it keeps.
func keptConnection() *http.Client {
	return &http.Client{Transport: &http.Transport{
		MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1, DisableCompression: true,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true}, // loopback, for its cost alone
	}}
}

// manyComputers registers computers of as many villages without enrolment.
func manyComputers(b *testing.B, s *Server, n int) (all []*computer) {
	b.Helper()
	err := s.led.Update(b.Context(), func(tx ledger.Tx) error {
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
func (c *computer) pushOver(client *http.Client, url string) {
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
	c.sendOver(client, url, r)
}

func (c *computer) sendOver(client *http.Client, url string, r *wire.Request) {
	body, err := wire.Sign(c.key, r)
	if err != nil {
		c.t.Fatal(err)
	}
	answer, err := client.Post(url, wire.ContentType, bytes.NewReader(body))
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
