package postgres_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/ledgertest"
	"woshou/sync/township/ledger/postgres"
)

// lineToDB stands between a ledger and its database, and can be cut at a COMMIT.
type lineToDB struct {
	server string // the database's socket

	mu   sync.Mutex
	cut  atCommit
	down bool
	open []net.Conn
}

// atCommit is what happens at the next COMMIT: every connection is cut.
type atCommit struct {
	armed bool
	// deliver lets the database have it first, stay refuses connections until heal.
	deliver, stay bool
}

// newLine returns a line to the database of an address, and the address by way of it.
func newLine(t *testing.T, address string) (l *lineToDB, by string) {
	t.Helper()
	const name = ".s.PGSQL.5432"
	dir, err := os.MkdirTemp("", "woshou-line-") // short, as a socket's path must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	query := u.Query()
	l = &lineToDB{server: filepath.Join(query.Get("host"), name)}
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(near)
		}
	}()
	query.Set("host", dir)
	u.RawQuery = query.Encode()
	return l, u.String()
}

func (l *lineToDB) arm(deliver, stay bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = atCommit{true, deliver, stay}
}

func (l *lineToDB) heal() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}

// join counts a connection in, unless the line is down.
func (l *lineToDB) join(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = append(l.open, conns...)
	return !l.down
}

// fire says what happens at this message.
func (l *lineToDB) fire(b []byte) (now atCommit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut.armed && bytes.Contains(bytes.ToLower(b), []byte("commit\x00")) {
		now, l.cut = l.cut, atCommit{}
		l.down = now.stay
	}
	return now
}

func (l *lineToDB) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.open {
		_ = c.Close()
	}
	l.open = nil
}

// carry carries one connection until it ends.
func (l *lineToDB) carry(near net.Conn) {
	defer near.Close()
	far, err := net.Dial("unix", l.server)
	if err != nil {
		return
	}
	defer far.Close()
	if !l.join(near, far) {
		return
	}
	var silent atomic.Bool // the answer to what comes next stays here
	done := make(chan bool)
	go func() {
		defer close(done)
		defer near.Close()
		for buf := make([]byte, 1<<16); ; {
			n, err := far.Read(buf)
			if err != nil || silent.Load() {
				return
			}
			if _, err := near.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	for buf := make([]byte, 1<<16); ; {
		n, err := near.Read(buf)
		if err != nil {
			return
		}
		cut := l.fire(buf[:n])
		silent.Store(cut.armed)
		if !cut.armed || cut.deliver {
			if _, err := far.Write(buf[:n]); err != nil {
				return
			}
		}
		if cut.armed {
			if cut.deliver {
				<-done // the database has done it
			}
			l.close()
			return
		}
	}
}

// The connection is lost at a COMMIT, which the database had or not. When it can be asked
// again, an update is there once and nobody hears of it; when it cannot, it is in doubt, and
// later it is there whole or not at all.
func TestUpdate_CommitInDoubt(t *testing.T) {
	db := ledgertest.NewDatabase(t)
	defer postgres.HurryCommit(3 * time.Second)()
	for _, c := range []struct{ deliver, stay bool }{{true, true}, {false, true}, {true, false}, {false, false}} {
		t.Run(fmt.Sprintf("delivered %v, stays away %v", c.deliver, c.stay), func(t *testing.T) {
			line, address := newLine(t, db.Address(t))
			l := open(t, address)
			defer func() { _ = l.Close() }()
			postgres.StopBeating(l) // which commits too
			told := []uint64{0, 0}
			var err error
			if told[1], err = ledgertest.Writer(1).Append(l); err != nil {
				t.Fatal(err)
			}
			line.arm(c.deliver, c.stay)
			gsn, err := ledgertest.Writer(1).Append(l)
			switch {
			case c.stay && !errors.Is(err, ledger.ErrUnclear):
				t.Fatalf("it is not in doubt: %d, %v", gsn, err)
			case !c.stay && (err != nil || gsn != 2):
				t.Fatalf("the second entry is %d, %v", gsn, err)
			}
			line.heal()
			want := uint64(3)
			if c.stay && !c.deliver {
				want = 2
			}
			if told[1], err = ledgertest.Writer(1).Append(l); err != nil || told[1] != want {
				t.Errorf("the next entry is %d, want %d, %v", told[1], want, err)
			}
			ledgertest.CheckWhole(t, l, told)
		})
	}
}
