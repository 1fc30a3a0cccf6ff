package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// This file reads what gofpdf writes, of which only the marks on each page are taken.

// The parts of gofpdf's objects that matter here.
var (
	objectStart  = regexp.MustCompile(`^(\d+) 0 obj\n`)
	streamLength = regexp.MustCompile(`/Length (\d+)`)
	pageContents = regexp.MustCompile(`^<</Type /Page\n(?s:.*)/Contents (\d+) 0 R>>$`)
)

// parsePages returns the marks on each page of a file of gofpdf with so many pages.
func parsePages(b []byte, pages int) ([][]byte, error) {
	objects, err := parseObjects(b)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, o := range objects {
		m := pageContents.FindStringSubmatch(o.body)
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > len(objects) || objects[n-1].stream == nil {
			return nil, errors.New("a page without content")
		}
		out = append(out, objects[n-1].stream)
	}
	if len(out) != pages {
		return nil, fmt.Errorf("%d pages instead of %d", len(out), pages)
	}
	return out, nil
}

// parseObjects cuts a file of gofpdf into its objects; number n is at n-1.
func parseObjects(b []byte) ([]object, error) {
	numbered := map[int]object{}
	_, b, _ = bytes.Cut(b, []byte("\n")) // %PDF-1.3
	for !bytes.HasPrefix(b, []byte("xref\n")) {
		start := objectStart.FindSubmatch(b)
		if start == nil {
			return nil, errors.New("something else where an object should be")
		}
		number, _ := strconv.Atoi(string(start[1]))
		o, rest, err := parseObject(b[len(start[0]):])
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", number, err)
		}
		numbered[number], b = o, rest
	}
	var objects []object
	for n := range len(numbered) {
		o, ok := numbered[n+1]
		if !ok {
			return nil, fmt.Errorf("object %d is missing", n+1)
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// parseObject reads one object behind its first line, and returns what follows it.
func parseObject(b []byte) (o object, rest []byte, err error) {
	body, rest, ok := bytes.Cut(b, []byte("\nendobj\n"))
	if !ok {
		return o, nil, errors.New("no end")
	}
	dict, _, hasStream := bytes.Cut(body, []byte("\nstream\n"))
	if !hasStream {
		return object{body: strings.TrimSpace(string(body))}, rest, nil
	}
	// A stream may hold any bytes: its length says where it ends.
	m := streamLength.FindSubmatch(dict)
	if m == nil {
		return o, nil, errors.New("a stream without a length")
	}
	length, err := strconv.Atoi(string(m[1]))
	data := b[len(dict)+len("\nstream\n"):]
	if err != nil || length > len(data) {
		return o, nil, errors.New("a stream longer than the file")
	}
	rest, ok = bytes.CutPrefix(data[length:], []byte("\nendstream\nendobj\n"))
	if !ok {
		return o, nil, errors.New("a stream of another length")
	}
	return object{body: string(dict), stream: data[:length]}, rest, nil
}
