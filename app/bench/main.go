// Bench measures what the main job costs, each as a ratio to a peer or a bound that
// is measured in the same run, one line a measure:
//
//	bench NAME ours=V ref=V ratio=V goal=V ok|short
//
// A measure that falls short does not fail the run; it is there to be read.
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	sizes := flag.String("cases", "10000,100000", "how many cases the records hold")
	only := flag.String("only", "", "measure only what this name begins, for example save")
	cold := flag.String("cold", "", "what a process of its own does: load the fonts, or print")
	flag.Parse()
	if *cold != "" {
		if err := coldPrint(*cold == "print"); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	for i, text := range strings.Split(*sizes, ",") {
		cases, err := strconv.Atoi(text)
		if err == nil {
			err = run(cases, i == 0, *only)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
	}
}

// measures are taken in this order; those that do not depend on how many cases there are
// only once.
var measures = []struct {
	name  string
	take  func(*bench) error
	every bool
}{
	{"save", (*bench).save, true},
	{"search", (*bench).search, true},
	{"unlock", (*bench).unlock, true},
	{"paper", (*bench).paper, false},
	{"sync", (*bench).sync, false},
	{"link", (*bench).link, false},
	{"push", (*bench).push, false},
	{"fleet", (*bench).fleet, false},
	{"rebuild", (*bench).rebuild, false},
	{"dashboard", (*bench).dashboard, false},
}

func run(cases int, first bool, only string) error {
	dir, err := os.MkdirTemp("", "woshou-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	start := time.Now()
	b, err := newBench(dir, cases)
	if err != nil {
		return err
	}
	defer b.close()
	fmt.Printf("# %d cases, made in %s\n", cases, time.Since(start).Round(time.Millisecond))
	for _, m := range measures {
		if (first || m.every) && strings.HasPrefix(m.name, only) {
			if err := m.take(b); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
	}
	return nil
}

// report prints one measure; goal is the highest ratio that is good.
func report(name string, ours, ref float64, goal float64) {
	word := "ok"
	if ours/ref > goal {
		word = "short"
	}
	fmt.Printf("bench %s ours=%.3f ref=%.3f ratio=%.2f goal=%.2f %s\n", name, ours, ref, ours/ref, goal, word)
}

// times runs something n times and returns how long each run took, shortest first.
func times(n int, f func(i int) error) ([]time.Duration, error) {
	out := make([]time.Duration, n)
	for i := range n {
		start := time.Now()
		if err := f(i); err != nil {
			return nil, err
		}
		out[i] = time.Since(start)
	}
	slices.Sort(out)
	return out, nil
}

// at returns the share q of sorted times in milliseconds: 0.5 is the median.
func at(sorted []time.Duration, q float64) float64 {
	i := min(int(q*float64(len(sorted))), len(sorted)-1)
	return float64(sorted[i].Microseconds()) / 1000
}
