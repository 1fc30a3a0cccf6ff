package pdf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"woshou/data/form"
)

// Code is what the QR code of a page says.
type Code struct {
	Number  string // of the case
	Version int    // of the agreement, 1 for papers that have none
	Digest  string // form.Digest of the paper
	// Form is the paper's code, Page one of Pages. Papers of before do not say them.
	Form        form.Code
	Page, Pages int
}

// CodeText is what the QR code of a page says, a line each: the case's number, the
// version, the digest, the paper's code, the page and how many there are. Papers of
// before say the first three only.
func CodeText(number string, code form.Code, p Print, page, pages int) string {
	return Code{Number: number, Version: max(1, p.Version), Digest: p.Digest, Form: code, Page: page, Pages: pages}.String()
}

// String returns the text that stands in the code.
func (c Code) String() string {
	lines := []string{c.Number, strconv.Itoa(c.Version), c.Digest}
	if c.Form != "" {
		lines = append(lines, string(c.Form), fmt.Sprintf("%d/%d", c.Page, c.Pages))
	}
	return strings.Join(lines, "\n")
}

// errCode says that a QR code is not one of a printed page.
var errCode = errors.New("not the code of a printed page")

// ParseCode reads what CodeText wrote. An error says that the text is not that of a
// page's code; it does not say which text.
func ParseCode(text string) (Code, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 3 && len(lines) != 5 {
		return Code{}, errCode
	}
	version, err := strconv.Atoi(lines[1])
	if err != nil || version < 1 {
		return Code{}, errCode
	}
	c := Code{Number: lines[0], Version: version, Digest: lines[2]}
	if len(lines) == 5 {
		page, pages, _ := strings.Cut(lines[4], "/")
		c.Form = form.Code(lines[3])
		c.Page, _ = strconv.Atoi(page)
		c.Pages, _ = strconv.Atoi(pages)
		if c.Form == "" || c.Page < 1 || c.Page > c.Pages {
			return Code{}, errCode
		}
	}
	if !isDigest(c.Digest) || c.String() != text {
		return Code{}, errCode
	}
	return c, nil
}

// isDigest reports whether text is a SHA-256 as it is printed.
func isDigest(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}
