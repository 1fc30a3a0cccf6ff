package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"time"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
	"woshou/sync/engine"
	"woshou/sync/township"
)

// agreement compares a printed agreement, warm, with 30 milliseconds.
func (b *bench) agreement() error {
	fonts, err := pdf.Load(filepath.Join("assets", "fonts", "beside"))
	if err != nil {
		return err
	}
	c, err := b.st.Case(b.st.Rows()[0].ID)
	if err != nil {
		return err
	}
	a := &data.Agreement{Form: data.Written, On: c.AcceptedOn, Facts: c.Summary}
	for range 6 {
		a.Clauses = append(a.Clauses, data.Clause{
			ID: data.NewElementID(), Kind: data.PayMoney, From: []data.ElementID{c.Parties[0].ID}, To: []data.ElementID{c.Parties[1].ID},
			Amount: 80000, Purpose: "医药费、误工费", Method: data.Cash, Due: a.On.Add(7),
		})
	}
	var out bytes.Buffer
	print := func(int) error {
		out.Reset()
		doc, err := pdf.Paper(fonts, form.Agreement, form.Subject{Committee: b.st.Committee(), Case: c, Agreement: a}, pdf.Print{Draft: true})
		if err != nil {
			return err
		}
		return pdf.Render(&out, fonts, doc)
	}
	ours, err := times(40, print)
	if err != nil {
		return err
	}
	report("agreement-ms-p50", at(ours, 0.5), 30, 1)
	report("agreement-kb", float64(out.Len())/1024, 190, 1)
	return nil
}

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
	address, err := server.Start("127.0.0.1:0")
	if err != nil {
		return err
	}
	code, err := server.NewCode("东篱村", "339921101201")
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := engine.Enrol(ctx, b.st, address, code); err != nil {
		return err
	}
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
