package township

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// maxKeys bounds a limiter's memory.
const maxKeys = 10000

// limiter hands out tokens per key: burst at once, then rate a second. It uses
// the machine's own clock, which a test of the records may stop.
type limiter struct {
	rate, burst float64
	now         func() time.Time

	mu   sync.Mutex
	left map[string]tokens
}

type tokens struct {
	n  float64
	at time.Time
}

func newLimiter(rate, burst float64) *limiter {
	return &limiter{rate: rate, burst: burst, now: time.Now, left: map[string]tokens{}}
}

// allow takes a token of a key and reports whether there was one.
func (l *limiter) allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.refilled(key)
	ok := t.n >= 1
	if ok {
		t.n--
	}
	l.left[key] = t
	return ok
}

// has reports whether a key has n tokens.
func (l *limiter) has(key string, n float64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refilled(key).n >= n
}

// take takes n tokens of a key, there or not: what is taken too much comes off the next ones.
func (l *limiter) take(key string, n float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.refilled(key)
	t.n -= n
	l.left[key] = t
}

// refilled returns the tokens of a key as of now. The caller holds l.mu.
func (l *limiter) refilled(key string) tokens {
	now := l.now()
	t, ok := l.left[key]
	if !ok {
		if len(l.left) >= maxKeys {
			l.forget(now)
		}
		return tokens{l.burst, now}
	}
	return tokens{min(l.burst, t.n+now.Sub(t.at).Seconds()*l.rate), now}
}

// give returns a part of a token to a key.
func (l *limiter) give(key string, part float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.left[key]; ok {
		t.n = min(l.burst, t.n+part)
		l.left[key] = t
	}
}

// forget drops the keys that have all their tokens again, or, when there are none,
// every key: a flood of addresses must not fill the memory.
func (l *limiter) forget(now time.Time) {
	for key, t := range l.left {
		if t.n+now.Sub(t.at).Seconds()*l.rate >= l.burst {
			delete(l.left, key)
		}
	}
	if len(l.left) >= maxKeys {
		clear(l.left)
	}
}

// shares hands out places: most at once, each for one key.
type shares struct {
	most, each int

	mu    sync.Mutex
	taken int
	by    map[string]int
}

// take takes a place and returns what gives it back, or false at once.
func (s *shares) take(key string) (release func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.most || s.by[key] >= s.each {
		return nil, false
	}
	if s.by == nil {
		s.by = map[string]int{}
	}
	s.taken++
	s.by[key]++
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.taken--
		if s.by[key]--; s.by[key] == 0 {
			delete(s.by, key)
		}
	}), true
}

// readBody reads a message. Its length must be told and within the limit, a large
// one needs a place, and it must come as fast as the slowest line brings it.
func (s *Server) readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, bool) {
	refuse := func(status int) ([]byte, bool) {
		s.meters.add("woshou_turned_away_total", "what", "message", 1)
		w.Header().Set("Connection", "close")
		deadline(w, s.limits.header) // for what net/http reads away of a body without a length
		w.WriteHeader(status)
		return nil, false
	}
	switch {
	case r.ContentLength < 0:
		return refuse(http.StatusLengthRequired)
	case r.ContentLength > limit:
		return refuse(http.StatusRequestEntityTooLarge)
	case r.ContentLength > smallBody:
		release, ok := s.large.take(address(r))
		if !ok {
			return refuse(http.StatusServiceUnavailable)
		}
		defer release()
	}
	deadline(w, s.limits.bodyTime(r.ContentLength))
	body := bytes.NewBuffer(make([]byte, 0, min(r.ContentLength, usualBody)+bytes.MinRead))
	if _, err := body.ReadFrom(io.LimitReader(r.Body, limit)); err != nil {
		return refuse(http.StatusBadRequest)
	}
	return body.Bytes(), true
}

// deadline bounds what is left to read of a request; a test's recorder has none.
func deadline(w http.ResponseWriter, d time.Duration) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(d))
}

// connLimit is a listener with a bounded number of open connections. When they are
// all taken the next one is let in all the same, and the address that has most of
// them loses its oldest: who opens many hurts himself.
type connLimit struct {
	net.Listener
	most int
	// count follows the number of open connections; full is told of each that goes.
	count *atomic.Int64
	full  func()

	mu   sync.Mutex
	n    int
	open map[string][]*limitedConn
}

// Accept waits for a connection.
func (l *connLimit) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &limitedConn{Conn: raw, host: hostOf(raw.RemoteAddr().String()), list: l}
	if old := l.add(c); old != nil {
		l.full()
		_ = old.Close() // its end was lost to it anyway
	}
	return c, nil
}

// add lists a connection and returns the one that has to go for it, if any.
func (l *connLimit) add(c *limitedConn) (old *limitedConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n >= l.most {
		for _, all := range l.open {
			if old == nil || len(all) > len(l.open[old.host]) {
				old = all[0]
			}
		}
	}
	if l.open == nil {
		l.open = map[string][]*limitedConn{}
	}
	l.open[c.host] = append(l.open[c.host], c)
	l.n++
	l.count.Add(1)
	return old
}

func (l *connLimit) remove(c *limitedConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.open[c.host]
	i := slices.Index(all, c)
	if i < 0 {
		return
	}
	if l.open[c.host] = slices.Delete(all, i, i+1); len(all) == 1 {
		delete(l.open, c.host)
	}
	l.n--
	l.count.Add(-1)
}

// limitedConn is one of the listener's connections.
type limitedConn struct {
	net.Conn
	host string
	list *connLimit
}

// Close closes the connection and frees its place.
func (c *limitedConn) Close() error {
	c.list.remove(c)
	return c.Conn.Close()
}

// address returns the host a request came from, without its port.
func address(r *http.Request) string { return hostOf(r.RemoteAddr) }

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}
