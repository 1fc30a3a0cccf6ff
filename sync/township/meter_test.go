package township

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"woshou/data"
)

// scraped returns what the metrics' own address answers, by series.
func scraped(t *testing.T, addr string) (page string, series map[string]float64) {
	t.Helper()
	r, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r.StatusCode, err)
	}
	series = map[string]float64{}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, "#") {
			if series[name], err = strconv.ParseFloat(value, 64); err != nil {
				t.Errorf("line %q", line)
			}
		}
	}
	return string(b), series
}

func TestMetrics_CountWhatHappens(t *testing.T) {
	s, at := newServer(t)
	addr, err := s.StartMetrics("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, before := scraped(t, addr)
	diff(t, "before anything", before["woshou_villages"], 0.0)
	c := enrolled(t, s, dongli, dongliArea)
	c.save(about(agreedFact()))
	c.save(about(agreedFact()))
	c.sync()
	c.add([]byte("nonsense"))
	req := c.request()
	req.Waiting = 7
	c.send(req)
	if err := s.revoke(context.Background(), adminName, c.id); err != nil {
		t.Fatal(err)
	}
	c.save(nil)
	c.send(c.request())
	c.send(c.request())
	quiet := enrolled(t, s, shimen, shimenArea)
	quiet.sync()
	s.exchanges.now = func() time.Time { return startTime() }
	healthyPost(t, s, quiet)
	at.move(silentAfter + time.Second)
	page, got := scraped(t, addr)
	for name, want := range map[string]float64{
		`woshou_exchanges_total{outcome="ok"}`: 4, `woshou_exchanges_total{outcome="revoked"}`: 2, "woshou_events_total": 2,
		"woshou_held_total": 3, `woshou_enrolments_total{outcome="ok"}`: 2, "woshou_villages": 2, "woshou_villages_silent": 2,
		"woshou_devices": 1, "woshou_exchange_seconds_count": 1, `woshou_exchange_seconds_bucket{le="+Inf"}`: 1,
	} {
		diff(t, name, got[name], want)
	}
	if c := got["woshou_commits_total"]; c < 5 || got["woshou_commit_updates_total"] < c {
		t.Errorf("%v commits", c)
	}
	if got["woshou_received_bytes_total"] < 500 || got["woshou_sent_bytes_total"] < 300 || got["woshou_goroutines"] < 1 {
		t.Errorf("page\n%s", page)
	}
	shape := regexp.MustCompile(`^(# (HELP|TYPE) woshou_[a-z_]+ .+|woshou_[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+)\n$`)
	last := 0.0
	for line := range strings.Lines(page) {
		if !shape.MatchString(line) {
			t.Errorf("line %q", line)
		}
	}
	for _, bound := range latencyBounds {
		n := got[`woshou_exchange_seconds_bucket{le="`+strconv.FormatFloat(bound, 'g', -1, 64)+`"}`]
		if n < last || n > 1 {
			t.Errorf("bucket %v holds %v", bound, n)
		}
		last = n
	}
	for _, name := range []string{dongli, "339921", c.id.String()} {
		if strings.Contains(page, name) {
			t.Errorf("the metrics name %s", name)
		}
	}
}

// healthyPost sends a request through the server's handler.
func healthyPost(t *testing.T, s *Server, c *computer) {
	t.Helper()
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	healthy(t, c, addr)
}

func TestMetrics_OnlyOnThisMachine(t *testing.T) {
	s, _ := newServer(t)
	for _, listen := range []string{":9090", "0.0.0.0:9090", "192.0.2.1:9090", "[::]:9090", "", "example.com:9090", "9090"} {
		if addr, err := s.StartMetrics(listen); err == nil {
			t.Errorf("%q was taken as %s", listen, addr)
		}
	}
	for _, name := range []string{"/", "/metrics/x", "/debug/pprof/"} {
		addr, err := s.StartMetrics("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.Get("http://" + addr + name)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		diff(t, name, r.StatusCode, http.StatusNotFound)
	}
}

// lockedLog takes a log from many goroutines.
type lockedLog struct {
	mu   sync.Mutex
	said strings.Builder
}

func (l *lockedLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(b)
}

func (l *lockedLog) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// TestLog_HoldsNothingOfAVillage pushes, refuses, forks and revokes with every word
// a canary, over a real connection, and looks for them in a log of every level.
func TestLog_HoldsNothingOfAVillage(t *testing.T) {
	var log lockedLog
	s, _ := newServer(t)
	s.log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	addr, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := enrolled(t, s, "俞𬭎伟家", "339921101277")
	canary := []byte("何桂英 339921195102090026")
	c.save(func(e *data.Event) { about(agreedFact())(e); e.Body, e.Kind = canary, "canary kind" })
	c.add(append(canary, 1))
	healthy(t, c, addr)
	c.acked = 0
	c.events, c.hashes = nil, nil
	c.save(func(e *data.Event) { e.Body = canary })
	healthy(t, c, addr)
	if err := s.revoke(context.Background(), adminName, c.id); err != nil {
		t.Fatal(err)
	}
	healthy(t, c, addr)
	good := s.led
	s.led = failing{good}
	healthy(t, c, addr)
	s.led = good
	hostile{say: "GET /何桂英 HTTP/1.1\r\n\r\n"}.attack(t, "127.0.0.1", addr)
	hostile{tls: true, say: "GET /%E4%BD%95?name=canary HTTP/1.1\r\nHost: canary\r\nUser-Agent: canary\r\n\r\n"}.attack(t, "127.0.0.1", addr)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	said := log.text()
	if strings.Count(said, "\n") < 6 || !strings.Contains(said, `"level"`) {
		t.Fatalf("log is\n%s", said)
	}
	for _, word := range []string{"何桂英", "339921", "canary", "俞", "%E4", "127.0.0.1", c.id.String()} {
		if strings.Contains(said, word) {
			t.Errorf("the log holds %q:\n%s", word, said)
		}
	}
}
