package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"woshou/sync/engine"
	"woshou/sync/township"
)

// counting counts the bytes both ways of a transport.
type counting struct {
	engine.Transport
	bytes, trips int
}

func (c *counting) Exchange(ctx context.Context, request []byte) ([]byte, error) {
	answer, err := c.Transport.Exchange(ctx, request)
	c.bytes += len(request) + len(answer)
	c.trips++
	return answer, err
}

// sync compares the bytes on the wire for 100 edits with the bytes of the events.
func (b *bench) sync() error {
	server, err := township.New(township.Config{Dir: filepath.Join(b.dir, "township"), Name: "清溪镇"})
	if err != nil {
		return err
	}
	defer server.Close()
	if _, err := b.enrol(server); err != nil {
		return err
	}
	ctx := context.Background()
	line := &counting{Transport: server} // past the HTTP routes, which limit how often a device may ask
	link := engine.New(b.st, line, engine.Options{})
	start := time.Now()
	first, err := link.SyncNow(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("# first sync: %d events, %d round trips, %d bytes, %s\n", first.Sent, line.trips, line.bytes, time.Since(start).Round(time.Millisecond))
	return b.syncEdits(link, line)
}

// enrol starts a township's server on the loopback, binds the bench's village to it, and
// returns where it listens.
func (b *bench) enrol(server *township.Server) (address string, err error) {
	if address, err = server.Start("127.0.0.1:0"); err != nil {
		return "", err
	}
	code, err := server.NewCode("东篱村", "339921101201")
	if err != nil {
		return "", err
	}
	return address, engine.Enrol(context.Background(), b.st, address, code)
}

func (b *bench) syncEdits(link *engine.Engine, line *counting) error {
	_, from, _ := b.st.Head()
	for range 100 {
		before, err := b.st.Case(b.st.Rows()[b.rand.IntN(100)].ID)
		if err != nil {
			return err
		}
		after := before.Clone()
		after.Requests = b.text(words, 30)
		if _, err := b.st.SaveCase("edit", before, after); err != nil {
			return err
		}
	}
	events, err := b.st.After(from, 1<<20)
	if err != nil {
		return err
	}
	whole := 0
	for _, e := range events {
		whole += len(e)
	}
	line.bytes = 0
	if _, err := link.SyncNow(context.Background()); err != nil {
		return err
	}
	report("sync-bytes-100-edits", float64(line.bytes), float64(whole), 1.2)
	return nil
}
