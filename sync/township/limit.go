package township

import (
	"net"
	"sync"
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
	now := l.now()
	t, ok := l.left[key]
	if !ok {
		if len(l.left) >= maxKeys {
			l.forget(now)
		}
		t = tokens{l.burst, now}
	}
	t.n = min(l.burst, t.n+now.Sub(t.at).Seconds()*l.rate)
	t.at = now
	ok = t.n >= 1
	if ok {
		t.n--
	}
	l.left[key] = t
	return ok
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

// connLimit is a listener with a bounded number of open connections; the next
// waits in the system's queue.
type connLimit struct {
	net.Listener
	free chan struct{}
}

func limitConns(l net.Listener, n int) net.Listener {
	return &connLimit{l, make(chan struct{}, n)}
}

// Accept waits for a free place and then for a connection.
func (l *connLimit) Accept() (net.Conn, error) {
	l.free <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.free
		return nil, err
	}
	return &limitedConn{Conn: c, done: sync.OnceFunc(func() { <-l.free })}, nil
}

type limitedConn struct {
	net.Conn
	done func()
}

// Close closes the connection and frees its place.
func (c *limitedConn) Close() error {
	defer c.done()
	return c.Conn.Close()
}
