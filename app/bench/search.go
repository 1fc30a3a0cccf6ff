package main

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"woshou/data/store"
)

// queries are what somebody types, letter by letter, to find cases: names, parts of
// names, pinyin and initials, ends of numbers, words of texts, usual ones and rare,
// several at a time, and what is nowhere.
var queries = []string{
	"z", "zj", "zjg", "zhang", "zhangjianguo", "叶", "叶建", "叶建国", "俞𬭎", "𬭎", "0", "00", "0017", "1390000", "第017", "2023）示清", "东篱村",
	"屋", "屋瓦", "医药费", "双方", "双方推", "滴水檐", "瓦", "借条 叶", "zjg 屋瓦", "道路 相撞 1390", "没", "没有", "没有这样的案件", "qqqq", "8888888",
}

// search compares the first 50 hits while typing with one frame of the screen, and
// with looking through the same text with bytes.Index.
func (b *bench) search() error {
	ours, err := times(len(queries)*30, func(i int) error {
		b.st.Find(store.Query{Text: queries[i%len(queries)], Limit: 50})
		return nil
	})
	if err != nil {
		return err
	}
	lines := b.lines()
	scan, err := times(len(queries)*2, func(i int) error {
		words := bytes.Fields([]byte(queries[i%len(queries)]))
		hits := 0
		for _, line := range lines {
			if !slices.ContainsFunc(words, func(w []byte) bool { return !bytes.Contains(line, w) }) {
				hits++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	report("search-ms-p99", at(ours, 0.99), 16, 1)
	report("search-scan-ms-p50", at(ours, 0.5), at(scan, 0.5), 1)
	report("search-scan-ms-p99", at(ours, 0.99), at(scan, 0.99), 1)
	return nil
}

// lines returns the text of every case and notes how much it is.
func (b *bench) lines() (out [][]byte) {
	b.size = 0
	for c := range b.st.Cases {
		line := c.Number + "\n" + c.Place + "\n" + c.Summary + "\n" + c.Requests
		for _, p := range c.Parties {
			line += strings.Join([]string{"", p.Name, p.Phone, string(p.IDNumber), p.Address}, "\n")
		}
		for _, s := range c.Sessions {
			line += "\n" + s.Notes
		}
		out = append(out, []byte(line))
		b.size += len(line)
	}
	return out
}

// unlock compares the time beyond Argon2id's own with 1.5 seconds, for 100,000 cases
// with 6, and the memory that lists, searches and totals are answered from with 60 MB,
// for 100,000 cases with 2.5 times their text.
func (b *bench) unlock() error {
	if b.size == 0 {
		b.lines()
	}
	cases := len(b.st.Rows())
	if err := b.st.Close(); err != nil {
		return err
	}
	b.st = nil
	before := live()
	start := time.Now()
	locked, err := store.Open(b.path(), store.Options{})
	if err != nil {
		return err
	}
	if b.st, err = locked.Unlock(password); err != nil {
		return err
	}
	whole := time.Since(start)
	start = time.Now()
	cost := store.DefaultArgon2
	argon2.IDKey([]byte(password), make([]byte, 16), cost.Time, cost.Memory, cost.Lanes, 32)
	took := whole - time.Since(start)
	b.st.Rows()
	used := float64(live()-before) / 1e6
	text := float64(b.size) / 1e6
	fmt.Printf("# %.1f MB of text, %.1f MB of memory for it\n", text, used)
	if cases <= 10_000 {
		report("unlock-ms", float64(took.Milliseconds()), 1500, 1)
		report("memory-mb", used, 60, 1)
	} else {
		report("unlock-ms", float64(took.Milliseconds()), 6000, 1)
		report("memory-mb", used, text, 2.5)
	}
	return nil
}

// live returns the bytes that are in use after everything else was let go.
func live() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // what had finalizers goes now
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
