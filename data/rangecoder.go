package data

// chance is the probability that a bit is 1, in 65,536ths, learned from the bits before it.
type chance struct {
	p, seen uint16
}

// even is the chance of a bit of which nothing is known.
const even = 1 << 15

// slowest is how many bits a chance remembers.
const slowest = 250

func (c *chance) learn(bit uint64) {
	c.seen = min(c.seen+1, slowest)
	target := int32(65535 * bit)
	c.p += uint16((target - int32(c.p)) * 2 / (2*int32(c.seen) + 1))
}

// bitCoder codes bits by their chances, by binary arithmetic: writing, it takes bits and
// makes bytes; reading, it takes the bytes and makes the same bits. One description of a
// format serves both ways.
type bitCoder struct {
	low, high uint32
	out       []byte // writing
	in        []byte // reading, with at, the number of bytes taken, and value, the last four
	at        int
	value     uint32
	reading   bool
}

func newBitWriter() *bitCoder { return &bitCoder{high: ^uint32(0)} }

func newBitReader(b []byte) *bitCoder {
	c := &bitCoder{high: ^uint32(0), in: b, reading: true}
	for range 4 {
		c.take()
	}
	return c
}

// take moves the next byte in; behind the end there are zeros.
func (c *bitCoder) take() {
	c.value <<= 8
	if c.at < len(c.in) {
		c.value |= uint32(c.in[c.at])
	}
	c.at++
}

// bit codes a bit whose probability of being 1 is p of 65,536, and returns it.
func (c *bitCoder) bit(p uint16, bit uint64) uint64 {
	p = min(max(p, 16), 65535-16)
	middle := c.low + uint32(uint64(c.high-c.low)*uint64(p)>>16)
	if c.reading {
		bit = 0
		if c.value <= middle {
			bit = 1
		}
	}
	if bit == 1 {
		c.high = middle
	} else {
		c.low = middle + 1
	}
	for (c.low^c.high)>>24 == 0 {
		if c.reading {
			c.take()
		} else {
			c.out = append(c.out, byte(c.high>>24))
		}
		c.low, c.high = c.low<<8, c.high<<8|0xff
	}
	return bit
}

// learned codes a bit by its chance, which learns it.
func (c *bitCoder) learned(of *chance, bit uint64) uint64 {
	if of.seen == 0 {
		of.p = even
	}
	bit = c.bit(of.p, bit)
	of.learn(bit)
	return bit
}

// plain codes the n lowest bits of a value about which nothing is known.
func (c *bitCoder) plain(n int, v uint64) (out uint64) {
	for i := n - 1; i >= 0; i-- {
		out = out<<1 | c.bit(even, v>>i&1)
	}
	return out
}

// bytes codes bytes about which nothing is known; reading, b has their number.
func (c *bitCoder) bytes(b []byte) {
	for i := range b {
		b[i] = byte(c.plain(8, uint64(b[i])))
	}
}

// end returns what was written. One byte more is enough, since zeros follow.
func (c *bitCoder) end() []byte { return append(c.out, byte(c.low>>24)+1) }

// over says that more was read than there is.
func (c *bitCoder) over() bool { return c.at > len(c.in)+3 }

// whole says that exactly what there is was read.
func (c *bitCoder) whole() bool { return c.at == len(c.in)+3 }
