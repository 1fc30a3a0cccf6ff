package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"woshou/data"
)

// many is an index of 100,000 cases beside the same text as one would look through it
// without any: a line each in UTF-8.
type many struct {
	index Index
	lines [][]byte
	size  int // of the lines, in bytes
	built time.Duration
	heap  uint64
}

var hundredThousand = sync.OnceValue(func() *many {
	m := new(many)
	before := heap()
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 100_000 {
		c := newCase(r, n)
		start := time.Now()
		m.index.Add(c)
		m.built += time.Since(start)
	}
	m.heap = heap() - before
	r = rand.New(rand.NewPCG(1, 2))
	for n := range 100_000 {
		m.lines = append(m.lines, plain(newCase(r, n)))
		m.size += len(m.lines[n])
	}
	return m
})

func heap() uint64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// plain is a case's text without readings.
func plain(c *data.Case) []byte {
	var e entry
	e.read(c)
	out := narrow(e.far)
	for _, p := range c.Parties {
		out = fmt.Appendln(out, p.Phone, p.IDNumber)
	}
	return out
}

// classes are queries as they are typed, letter by letter.
var classes = map[string][]string{
	"letter":  {"z", "a", "x", "1", "3"},
	"pinyin":  {"zj", "zjg", "zhangj", "zhangjianguo", "yhw", "cengdan", "hdjz"},
	"name":    {"叶", "叶建国", "张建", "俞𬭎伟", "𬭎", "郦小红", "宏达建筑"},
	"number":  {"13900000", "0042", "19631127", "339921", "第01", "2023)示清东人调字第04711号"},
	"char":    {"的", "人", "民", "元", "瓦", "鼎", "竹"},
	"text":    {"屋瓦", "医药费", "滴水檐", "毛竹林界", "借条", "山权证", "推搡"},
	"usual":   {"双方", "双方当事人", "调解", "调解员", "人民调解", "东篱村", "本协议自签字"},
	"two":     {"叶 屋瓦", "zjg 医药费", "双方 赔偿", "的 了", "郦小红 借条 分期"},
	"nothing": {"没有这样的", "qqqq", "99999999999", "不存", "饕餮"},
}

// BenchmarkFind100k reports what a search takes by kind of query, in milliseconds, and
// what looking through the same text with bytes.Contains takes.
func BenchmarkFind100k(b *testing.B) {
	m := hundredThousand()
	for class, queries := range classes {
		b.Run(class, func(b *testing.B) {
			var ours, scan []time.Duration
			for b.Loop() {
				for _, q := range queries {
					start := time.Now()
					m.index.Find(q)
					ours = append(ours, time.Since(start))
				}
			}
			hits := 0
			for _, q := range queries {
				start, words := time.Now(), bytes.Fields([]byte(fold(q)))
				for _, l := range m.lines {
					if !slices.ContainsFunc(words, func(w []byte) bool { return !bytes.Contains(l, w) }) {
						hits++
					}
				}
				scan = append(scan, time.Since(start))
			}
			b.ReportMetric(float64(hits)/float64(len(queries)), "hits")
			b.ReportMetric(at(ours, 0.5), "p50-ms")
			b.ReportMetric(at(ours, 0.99), "p99-ms")
			b.ReportMetric(at(scan, 0.5), "scan-p50-ms")
			b.ReportMetric(at(scan, 0.99), "scan-p99-ms")
		})
	}
}

func at(times []time.Duration, q float64) float64 {
	slices.Sort(times)
	return float64(times[min(int(q*float64(len(times))), len(times)-1)].Microseconds()) / 1000
}

// BenchmarkBuild100k reports what taking in 100,000 cases takes on one processor, and
// the memory it needs as a share of the text.
func BenchmarkBuild100k(b *testing.B) {
	m := hundredThousand()
	for b.Loop() {
	}
	b.ReportMetric(m.built.Seconds(), "s")
	b.ReportMetric(float64(m.heap)/float64(m.size), "of-text")
}

// BenchmarkPut is what a save costs the next search.
func BenchmarkPut(b *testing.B) {
	m := hundredThousand()
	r := rand.New(rand.NewPCG(3, 3))
	c := newCase(r, 7)
	for b.Loop() {
		m.index.Put(Slot(r.IntN(100_000)), c)
	}
}
