package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"woshou/data/form"
)

// agreements lays out so many agreements, each of a case of its own.
func agreements(fonts *Fonts, n int) iter.Seq2[*Document, error] {
	return func(yield func(*Document, error) bool) {
		for i := range n {
			c := loan()
			c.Number = fmt.Sprintf("（2026）示清东人调字第%03d号", i+1)
			if !yield(Paper(fonts, form.Agreement, about(c, form.Agreement), frozen(c))) {
				return
			}
		}
	}
}

func TestRun_Joint(t *testing.T) {
	fonts := testFonts(t)
	var b bytes.Buffer
	about := &Document{Title: "2026年协议书", Author: village.Name}
	if err := (Run{Fonts: fonts}).Joint(t.Context(), &b, about, agreements(fonts, 5)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "joint.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := output(t, "qpdf", "--check", path); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
	if info := output(t, "pdfinfo", path); !strings.Contains(info, "Pages:           10") || !strings.Contains(info, "2026年协议书") {
		t.Error(info)
	}
	text := squeezeOut(output(t, "pdftotext", "-raw", path, "-"))
	contents := output(t, "qpdf", "--json", "--json-key=outlines", path)
	for i := range 5 {
		number := fmt.Sprintf("（2026）示清东人调字第%03d号", i+1)
		if strings.Count(text, number) < 3 || !strings.Contains(contents, "人民调解协议书　"+number) {
			t.Errorf("agreement %s is not there or not in the list of contents", number)
		}
	}
	if fonts := strings.Split(strings.TrimSpace(output(t, "pdffonts", path)), "\n")[2:]; len(fonts) > 5 {
		t.Errorf("fonts are embedded more than once: %q", fonts)
	}
	arePDFA(t, path)
}

func TestRun_Cancel(t *testing.T) {
	fonts := testFonts(t)
	ctx, cancel := context.WithCancel(t.Context())
	last := 0
	r := Run{Fonts: fonts, Progress: func(n int) {
		if last = n; n == 2 {
			cancel()
		}
	}}
	if err := r.Joint(ctx, io.Discard, &Document{}, agreements(fonts, 1000)); !errors.Is(err, context.Canceled) || last != 2 {
		t.Errorf("%v after %d", err, last)
	}
}

// fullDisk is a writer whose disk is full after some bytes.
type fullDisk int

var errFull = errors.New("no room")

func (f *fullDisk) Write(b []byte) (int, error) {
	if *f -= fullDisk(len(b)); *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestRun_WhatFails(t *testing.T) {
	fonts := testFonts(t)
	mixed := func(yield func(*Document, error) bool) {
		for doc, err := range agreements(fonts, 1) {
			if !yield(doc, err) || !yield(nil, errors.New("not laid out")) ||
				!yield(&Document{Pages: 1, Boxes: []Box{{Page: 1, Text: "\U00031350", Style: bodyStyle}}}, nil) || !yield(doc, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := (Run{Fonts: fonts}).Joint(t.Context(), &b, &Document{}, mixed); err == nil || !strings.Contains(err.Error(), "document 2: not laid out") {
		t.Errorf("the first failure does not end the run: %v", err)
	}
	b.Reset()
	var failed []int
	r := Run{Fonts: fonts, Failed: func(n int, _ error) error { failed = append(failed, n); return nil }}
	if err := r.Joint(t.Context(), &b, &Document{Title: "x"}, mixed); err != nil || fmt.Sprint(failed) != "[1 2]" {
		t.Errorf("failed %v, %v", failed, err)
	}
	path := filepath.Join(t.TempDir(), "joint.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if info := output(t, "pdfinfo", path); !strings.Contains(info, "Pages:           4") {
		t.Error(info)
	}
	disk := fullDisk(5000)
	if err := (Run{Fonts: fonts}).Joint(t.Context(), &disk, &Document{}, agreements(fonts, 3)); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

// heap is what is in use after everything unused is gone.
func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestRun_HoldsOneAtATime: the hundred-and-twentieth agreement needs no more memory
// than the twentieth.
func TestRun_HoldsOneAtATime(t *testing.T) {
	fonts := testFonts(t)
	const agreement = 400 << 10 // what one would hold at least, laid out and drawn
	used := map[int]int{}
	r := Run{Fonts: fonts, Progress: func(n int) {
		if n == 20 || n == 120 {
			used[n] = heap()
		}
	}}
	if err := r.Joint(t.Context(), io.Discard, &Document{}, agreements(fonts, 120)); err != nil {
		t.Fatal(err)
	}
	if grown := used[120] - used[20]; grown > agreement {
		t.Errorf("100 agreements left %d bytes", grown)
	}
}

// BenchmarkRun writes a thousand agreements to one file and says how the heap grows
// from the hundredth to the last.
func BenchmarkRun(b *testing.B) {
	fonts := testFonts(b)
	for b.Loop() {
		used := map[int]int{}
		r := Run{Fonts: fonts, Progress: func(n int) {
			if n%100 == 0 {
				used[n] = heap()
			}
		}}
		var size tally
		if err := r.Joint(b.Context(), &size, &Document{}, agreements(fonts, 1000)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(used[100])/1e6, "MB-at-100")
		b.ReportMetric(float64(used[1000])/1e6, "MB-at-1000")
		b.ReportMetric(float64(size)/1e6, "file-MB")
	}
}

// tally counts what is written to it.
type tally int

func (c *tally) Write(b []byte) (int, error) { *c += tally(len(b)); return len(b), nil }
