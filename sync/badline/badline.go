// Package badline is a loopback proxy that is as bad as a village's line: few bytes a
// second, a long way, and a cut now and then. Tests and measurements put it between
// two programs; it knows nothing of what passes.
package badline

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Line says how bad the line is. The zero value of a field does no harm.
type Line struct {
	// Rate is bytes a second each way, of all connections together.
	Rate int
	// Delay is how long a byte is on its way, half the round trip. Opening a
	// connection takes a round trip.
	Delay time.Duration
	// Cut is after how long all connections are cut, again and again.
	Cut time.Duration
}

// Village is the line of the specification: 5 KB a second, a round trip of 600 ms,
// a cut every 30 seconds.
var Village = Line{Rate: 5 << 10, Delay: 300 * time.Millisecond, Cut: 30 * time.Second}

// Faster returns a line that is n times as fast in everything, cuts included.
func (l Line) Faster(n int) Line {
	return Line{l.Rate * n, l.Delay / time.Duration(n), l.Cut / time.Duration(n)}
}

// Proxy carries connections to one address over a line.
type Proxy struct {
	line     atomic.Pointer[Line]
	to       atomic.Pointer[string]
	listener net.Listener
	done     chan struct{}
	working  sync.WaitGroup
	up, down pipe

	mu   sync.Mutex
	open map[net.Conn]bool
	cuts int
}

// pipe is one direction.
type pipe struct {
	mu    sync.Mutex
	free  time.Time // when the line has room for the next byte
	bytes atomic.Int64
}

// Start listens on a free port of the loopback and carries what comes to an address.
func Start(line Line, to string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, done: make(chan struct{}), open: map[net.Conn]bool{}}
	p.To(to)
	p.Become(line)
	p.working.Go(p.accept)
	if line.Cut > 0 {
		p.working.Go(func() { p.cutAgainAndAgain(line.Cut) })
	}
	return p, nil
}

// Addr is where the proxy listens.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// To sends later connections to another address.
func (p *Proxy) To(address string) { p.to.Store(&address) }

// Become changes how fast the line is and how long the way; cuts stay as they were.
func (p *Proxy) Become(line Line) { p.line.Store(&line) }

// Bytes returns how many bytes were carried to the address and back.
func (p *Proxy) Bytes() (up, down int64) { return p.up.bytes.Load(), p.down.bytes.Load() }

// Cuts returns how often connections were cut.
func (p *Proxy) Cuts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cuts
}

// Close ends all connections and waits for them.
func (p *Proxy) Close() {
	close(p.done)
	_ = p.listener.Close()
	p.cut()
	p.working.Wait()
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.working.Go(func() { p.carry(c) })
	}
}

func (p *Proxy) cutAgainAndAgain(every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			p.cut()
		case <-p.done:
			return
		}
	}
}

func (p *Proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.open) > 0 {
		p.cuts++
	}
	for c := range p.open {
		_ = c.Close()
	}
}

// carry opens the other half of a connection and carries bytes until one half ends.
func (p *Proxy) carry(near net.Conn) {
	defer near.Close()
	if !p.sleep(2 * p.line.Load().Delay) {
		return
	}
	far, err := net.Dial("tcp", *p.to.Load())
	if err != nil {
		return
	}
	defer far.Close()
	p.keep(near, far)
	defer p.drop(near, far)
	var both sync.WaitGroup
	both.Go(func() { p.pump(far, near, &p.up) })
	both.Go(func() { p.pump(near, far, &p.down) })
	both.Wait()
}

func (p *Proxy) keep(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.open[c] = true
	}
}

func (p *Proxy) drop(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		delete(p.open, c)
	}
}

// chunk is bytes on their way.
type chunk struct {
	due time.Time
	b   []byte
}

// pump carries one direction of a connection: each chunk waits for its turn on the
// line and arrives a delay later. When the reader's end closes, so does the other.
func (p *Proxy) pump(to io.WriteCloser, from io.ReadCloser, line *pipe) {
	way := make(chan chunk, 1024)
	go func() {
		defer close(way)
		buf := make([]byte, 1460) // one packet
		for {
			n, err := from.Read(buf)
			if n > 0 {
				now := p.line.Load()
				way <- chunk{line.turn(n, now.Rate).Add(now.Delay), append([]byte(nil), buf[:n]...)}
			}
			if err != nil {
				return
			}
		}
	}()
	for c := range way {
		if !p.sleep(time.Until(c.due)) {
			break
		}
		line.bytes.Add(int64(len(c.b)))
		if _, err := to.Write(c.b); err != nil {
			break
		}
	}
	err := errors.Join(to.Close(), from.Close())
	_ = err         // they may be closed already
	for range way { // so that the reader ends
	}
}

// turn takes the line for n bytes and returns when they have left it.
func (l *pipe) turn(n, rate int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.free.Before(now) {
		l.free = now
	}
	if rate > 0 {
		l.free = l.free.Add(time.Duration(n) * time.Second / time.Duration(rate))
	}
	return l.free
}

// sleep reports false when the proxy closes meanwhile.
func (p *Proxy) sleep(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.done:
		return false
	}
}
