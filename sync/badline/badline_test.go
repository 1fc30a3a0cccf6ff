package badline

import (
	"bytes"
	"io"
	"net"
	"testing"
	"time"
)

// echo is a server that sends back what comes.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

func dial(t *testing.T, line Line) (*Proxy, net.Conn) {
	t.Helper()
	p, err := Start(line, echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	c, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return p, c
}

// What is carried comes unchanged, no sooner than the line allows, and is counted.
func TestProxy_IsAsSlowAsItsLine(t *testing.T) {
	const size = 20 << 10
	p, c := dial(t, Line{Rate: 100 << 10, Delay: 50 * time.Millisecond})
	want := bytes.Repeat([]byte("东沟村"), size/9)
	begun := time.Now()
	go func() { _, _ = c.Write(want) }()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("what came back differs: %v", err)
	}
	// A round trip to open, one for the bytes, and the time they take on the line.
	if took, least := time.Since(begun), 200*time.Millisecond+time.Second/5; took < least {
		t.Errorf("took %v, the line allows %v", took, least)
	}
	if up, down := p.Bytes(); up != int64(len(want)) || down != int64(len(want)) {
		t.Errorf("counted %d and %d bytes, want %d", up, down, len(want))
	}
}

// A cut ends open connections; a new one goes through.
func TestProxy_Cuts(t *testing.T) {
	p, c := dial(t, Line{})
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	p.cut()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("a cut connection can be read")
	}
	if p.Cuts() != 1 {
		t.Errorf("%d cuts", p.Cuts())
	}
	again, err := net.Dial("tcp", p.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.Write([]byte("y")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(again, make([]byte, 1)); err != nil {
		t.Errorf("after a cut: %v", err)
	}
}
