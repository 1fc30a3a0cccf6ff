package scan

import "slices"

// What counts as a difference. The figures come from the trials of scan_test.go.
const (
	slack      = 2    // dots that print may be off, or wider
	minGap     = 90   // of 255: how much less ink than printed is missing ink
	minMore    = 100  // how much more is added ink
	minMissing = 0.07 // mm² of ink that must be missing in one place
	minAdded   = 0.16 // mm² of ink that must be added in one place
	joinX      = 4    // mm between places that are told as one
	joinY      = 0.8
)

// differences finds where ink is missing and where it was added.
func (k *check) differences() []Difference {
	seenWide := k.seen.spread(slack)
	mustWide := k.must.spread(slack)
	guideWide := k.guides.spread(slack + 1)
	missing, added := newInks(k.seen.wide, k.seen.high), newInks(k.seen.wide, k.seen.high)
	for i, must := range k.must.pix {
		if gap := int(must) - int(seenWide.pix[i]); gap > minGap {
			missing.pix[i] = uint8(gap)
		}
		if more := int(k.seen.pix[i]) - int(mustWide.pix[i]); more > minMore && guideWide.pix[i] < 20 {
			added.pix[i] = uint8(more)
		}
	}
	k.clear(missing, k.code.grown(1, 1))
	k.clear(added, k.code.grown(2, 2))
	for _, hand := range k.hands {
		k.clear(added, hand)
	}
	k.keep(added, k.block)
	var out []Difference
	for _, r := range k.spots(missing, minMissing) {
		out = append(out, Difference{At: r, Kind: Missing})
	}
	for _, r := range k.spots(added, minAdded) {
		out = append(out, Difference{At: r, Kind: Added})
	}
	return joined(out)
}

// dotsOf returns the dots of a part of the page.
func (k *check) dotsOf(r Rect) (left, top, right, bottom int) {
	at := func(mm float64, most int) int { return max(0, min(most, int(mm*k.dots))) }
	return at(r.X, k.seen.wide), at(r.Y, k.seen.high), at(r.X+r.W, k.seen.wide), at(r.Y+r.H, k.seen.high)
}

// clear forgets the ink in a part of the page.
func (k *check) clear(ink *inks, r Rect) {
	left, top, right, bottom := k.dotsOf(r)
	for y := top; y < bottom; y++ {
		clear(ink.pix[y*ink.wide+left : y*ink.wide+right])
	}
}

// keep forgets the ink outside of a part of the page.
func (k *check) keep(ink *inks, r Rect) {
	left, top, right, bottom := k.dotsOf(r)
	for y := range ink.high {
		row := ink.pix[y*ink.wide : (y+1)*ink.wide]
		if y < top || y >= bottom {
			clear(row)
			continue
		}
		clear(row[:left])
		clear(row[right:])
	}
}

// spots returns the places with at least so many mm² of ink; ink a little apart is one.
func (k *check) spots(ink *inks, least float64) []Rect {
	area := 1 / (k.dots * k.dots) / 255
	near := ink.spread(slack)
	var out []Rect
	var stack []int
	for start, v := range near.pix {
		if v == 0 {
			continue
		}
		left, top, right, bottom, sum := near.wide, near.high, 0, 0, 0
		near.pix[start] = 0
		for stack = append(stack[:0], start); len(stack) > 0; {
			i := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if v := ink.pix[i]; v > 0 {
				x, y := i%near.wide, i/near.wide
				left, top, right, bottom, sum = min(left, x), min(top, y), max(right, x+1), max(bottom, y+1), sum+int(v)
			}
			for _, n := range [4]int{i - 1, i + 1, i - near.wide, i + near.wide} {
				if n >= 0 && n < len(near.pix) && near.pix[n] > 0 {
					near.pix[n] = 0
					stack = append(stack, n)
				}
			}
		}
		if float64(sum)*area >= least {
			out = append(out, Rect{float64(left) / k.dots, float64(top) / k.dots, float64(right-left) / k.dots, float64(bottom-top) / k.dots})
		}
	}
	return out
}

// joined makes one of differences that stand close together.
func joined(list []Difference) []Difference {
	for again := true; again; {
		again = false
		for i := 0; i < len(list); i++ {
			for n := len(list) - 1; n > i; n-- {
				if list[i].At.grown(joinX, joinY).meets(list[n].At) {
					list[i] = Difference{At: list[i].At.union(list[n].At), Kind: list[i].Kind | list[n].Kind}
					list = slices.Delete(list, n, n+1)
					again = true
				}
			}
		}
	}
	return list
}
