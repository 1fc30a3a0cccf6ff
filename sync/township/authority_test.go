package township

import (
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
	"testing"

	"woshou/sync/wire"
)

// counted counts the bytes of a connection.
type counted struct {
	net.Conn
	in, out *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.in.Add(int64(n))
	return n, err
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.out.Add(int64(n))
	return n, err
}

// handshake connects to a server's authority and returns the bytes each way, the
// alert at the end left out, and what the client saw.
func handshake(t *testing.T, a *authority, client *tls.Config) (in, out int64, state tls.ConnectionState) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	secure := tls.NewListener(l, a.config(startTime))
	go func() {
		for {
			c, err := secure.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); _ = c.Close() }()
		}
	}()
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	var got, sent atomic.Int64
	conn := tls.Client(counted{raw, &got, &sent}, client)
	defer func() { _ = conn.Close() }()
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	before := sent.Load()
	if _, err := conn.Write([]byte("x")); err != nil { // its echo comes after any session ticket
		t.Fatal(err)
	}
	record := sent.Load() - before
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	return got.Load() - record, before, conn.ConnectionState()
}

func villageTLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.X25519}, InsecureSkipVerify: true, ServerName: "192.0.2.1"}
}

// TestHandshake_IsShort holds the bytes of a fresh connection of a village down.
func TestHandshake_IsShort(t *testing.T) {
	a, err := openAuthority(t.TempDir(), startTime())
	if err != nil {
		t.Fatal(err)
	}
	newer := villageTLS()
	newer.NextProtos = []string{wire.ALPN, "http/1.1"}
	for _, c := range []struct {
		name        string
		config      *tls.Config
		certs       int
		mostIn, out int64
	}{
		{"a village", newer, 1, 640, 310}, {"an older village", villageTLS(), 2, 860, 290},
		{"a browser", &tls.Config{InsecureSkipVerify: true}, 2, 2000, 2000},
	} {
		in, out, state := handshake(t, a, c.config)
		t.Logf("%s: %d bytes to it, %d from it", c.name, in, out)
		if in > c.mostIn || out > c.out || len(state.PeerCertificates) != c.certs {
			t.Errorf("%s: %d bytes to it, %d from it, %d certificates", c.name, in, out, len(state.PeerCertificates))
		}
		last := state.PeerCertificates[len(state.PeerCertificates)-1]
		if wire.PinOf(last.RawSubjectPublicKeyInfo) != a.pin {
			t.Errorf("%s: the chain does not end at the pinned key", c.name)
		}
		if c.certs == 2 {
			if err := state.PeerCertificates[0].CheckSignatureFrom(last); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
}

// TestAuthority_IsKnownAfterAnUpdate: a folder of a township whose villages pinned
// its authority long ago serves them with the same key.
func TestAuthority_IsKnownAfterAnUpdate(t *testing.T) {
	dir := t.TempDir()
	first, err := openAuthority(dir, startTime())
	if err != nil {
		t.Fatal(err)
	}
	again, err := openAuthority(dir, startTime().AddDate(40, 0, 0)) // beyond the authority's own end
	if err != nil || again.pin != first.pin {
		t.Fatalf("%v, pins %v %v", err, again.pin, first.pin)
	}
	for _, config := range []*tls.Config{villageTLS(), {InsecureSkipVerify: true, NextProtos: []string{wire.ALPN}}} {
		_, _, state := handshake(t, again, config)
		last := state.PeerCertificates[len(state.PeerCertificates)-1]
		diff(t, "pin", wire.PinOf(last.RawSubjectPublicKeyInfo), first.pin)
	}
}
