package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"woshou/data"
	"woshou/sync/badline"
	"woshou/sync/engine"
	"woshou/sync/township"
)

// linkCases is how many cases both sides have before anything changes.
const linkCases = 1000

// link measures what changes cost on a village's line, TLS included, against PouchDB
// replicating the same documents to its server through the same line (without TLS).
func (b *bench) link() error {
	small, err := newBench(filepath.Join(b.dir, "link"), linkCases)
	if err != nil {
		return err
	}
	defer small.close()
	r, err := newRoad(small)
	if err != nil {
		return err
	}
	defer r.close()
	peer, err := newPouch(filepath.Join(b.dir, "pouch"), small)
	if err != nil {
		fmt.Printf("# PouchDB not measured: %v\n", err)
	} else {
		defer peer.close()
	}
	for _, n := range []int{1, 100, 1000} {
		if err := r.compare(n, peer); err != nil {
			return err
		}
	}
	return nil
}

// cost is what a replication took.
type cost struct {
	bytes, ms float64
}

// road is a village and its township with a village's line between them.
type road struct {
	b      *bench
	server *township.Server
	proxy  *badline.Proxy
}

// slow is a village's line without its cuts: a measure that met one would tell of it.
var slow = badline.Line{Rate: badline.Village.Rate, Delay: badline.Village.Delay}

func newRoad(b *bench) (*road, error) {
	server, err := township.New(township.Config{Dir: filepath.Join(b.dir, "township"), Name: "清溪镇"})
	if err != nil {
		return nil, err
	}
	r := &road{b: b, server: server}
	address, err := b.enrol(server)
	if err == nil {
		_, err = engine.New(b.st, nil, engine.Options{}).SyncNow(context.Background())
	}
	if err == nil {
		r.proxy, err = badline.Start(slow, address)
	}
	if err == nil {
		l := b.st.Link()
		l.Address = "https://" + r.proxy.Addr()
		err = b.st.SetLink(l)
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *road) close() {
	if r.proxy != nil {
		r.proxy.Close()
	}
	_ = r.server.Close()
}

// compare changes n cases and takes them to both sides' servers.
func (r *road) compare(n int, peer *pouch) error {
	changed := r.b.ids[:n]
	if err := r.b.change(changed); err != nil {
		return err
	}
	ours, err := r.exchange()
	if err != nil {
		return err
	}
	if n == 1 {
		report("link-day-bytes", ours.bytes, 2500, 1)
		report("link-day-ms", ours.ms, 3000, 1)
	}
	if peer == nil {
		return nil
	}
	theirs, err := peer.replicate(r.b, changed)
	if err != nil {
		return err
	}
	bytes, ms := 1.0, 1.0 // a single change: less than the peer
	if n >= 100 {
		bytes, ms = 0.25, 1.0/3
	}
	report(fmt.Sprintf("link-%d-bytes", n), ours.bytes, theirs.bytes, bytes)
	report(fmt.Sprintf("link-%d-ms", n), ours.ms, theirs.ms, ms)
	return nil
}

// change has a mediator write a request anew in each case.
func (b *bench) change(ids []data.CaseID) error {
	for _, id := range ids {
		before, err := b.st.Case(id)
		if err != nil {
			return err
		}
		after := before.Clone()
		after.Requests = b.text(words, 30)
		if _, err := b.st.SaveCase("edit", before, after); err != nil {
			return err
		}
	}
	return nil
}

// exchange syncs once over a fresh connection.
func (r *road) exchange() (cost, error) {
	up, down := r.proxy.Bytes()
	begun := time.Now()
	if _, err := engine.New(r.b.st, nil, engine.Options{}).SyncNow(context.Background()); err != nil {
		return cost{}, err
	}
	took := time.Since(begun)
	up2, down2 := r.proxy.Bytes()
	return cost{float64(up2 - up + down2 - down), float64(took.Milliseconds())}, nil
}

// document is a case as PouchDB would have it.
func document(st interface {
	Case(data.CaseID) (*data.Case, error)
}, id data.CaseID) (map[string]any, error) {
	c, err := st.Case(id)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	doc := map[string]any{"_id": id.String()}
	return doc, json.Unmarshal(text, &doc)
}
