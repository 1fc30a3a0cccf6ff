//go:build !windows

package printer

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// The two questions of the Internet Printing Protocol (RFC 8010, 8011) that are asked.
const (
	getJobAttributes     = 0x0009
	getPrinterAttributes = 0x000B
)

// The tags of its encoding that occur here.
const (
	tagOperation = 0x01
	tagEnd       = 0x03
	tagInteger   = 0x21
	tagEnum      = 0x23
	tagName      = 0x42
	tagKeyword   = 0x44
	tagURI       = 0x45
	tagCharset   = 0x47
	tagLanguage  = 0x48
	firstValue   = 0x10 // tags below begin a group
)

// mostAnswer bounds an answer; one is a few hundred bytes.
const mostAnswer = 1 << 20

// ask asks CUPS for one attribute of a job or a printer and returns what it answered, the
// numbers as text.
func ask(operation uint16, kind, uri, attribute string) (map[string][]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	body := request(operation, kind, uri, attribute)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/ipp")
	network, address := server()
	transport := &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, address)
		},
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return nil, fmt.Errorf("ask CUPS: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return nil, fmt.Errorf("ask CUPS: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask CUPS: %s", res.Status)
	}
	return parseAnswer(answer)
}

// request encodes a question.
func request(operation uint16, kind, uri, attribute string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{1, 1}, operation)
	b = append(b, 0, 0, 0, 1, tagOperation)
	put := func(tag byte, name, value string) {
		b = append(b, tag)
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(name))), name...)
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(value))), value...)
	}
	put(tagCharset, "attributes-charset", "utf-8")
	put(tagLanguage, "attributes-natural-language", "en")
	put(tagURI, kind, uri)
	if u, err := user.Current(); err == nil {
		put(tagName, "requesting-user-name", u.Username)
	}
	put(tagKeyword, "requested-attributes", attribute)
	return append(b, tagEnd)
}

var errAnswer = errors.New("an answer of CUPS that is no IPP")

// parseAnswer reads the attributes of an answer.
func parseAnswer(b []byte) (map[string][]string, error) {
	if len(b) < 8 {
		return nil, errAnswer
	}
	if status := binary.BigEndian.Uint16(b[2:]); status > 0xFF {
		return nil, fmt.Errorf("CUPS answers 0x%04x", status)
	}
	out, name := map[string][]string{}, ""
	take := func() (string, bool) {
		if len(b) < 2 {
			return "", false
		}
		n := int(binary.BigEndian.Uint16(b))
		if len(b) < 2+n {
			return "", false
		}
		s := string(b[2 : 2+n])
		b = b[2+n:]
		return s, true
	}
	for b = b[8:]; len(b) > 0; {
		tag := b[0]
		b = b[1:]
		if tag == tagEnd {
			return out, nil
		}
		if tag < firstValue {
			continue
		}
		attribute, ok := take()
		value, okToo := take()
		if !ok || !okToo {
			return nil, errAnswer
		}
		if attribute != "" { // an empty name goes on with the values of the one before
			name = attribute
		}
		if (tag == tagInteger || tag == tagEnum) && len(value) == 4 {
			value = strconv.Itoa(int(int32(binary.BigEndian.Uint32([]byte(value)))))
		}
		out[name] = append(out[name], value)
	}
	return nil, errAnswer
}

// sockets are where CUPS listens on its own computer.
var sockets = []string{"/run/cups/cups.sock", "/var/run/cups/cups.sock"}

// server is where CUPS is found, as its own commands look for it: the environment, the
// user's file, the computer's, the socket, the port.
func server() (network, address string) {
	name := os.Getenv("CUPS_SERVER")
	files := []string{"/etc/cups/client.conf"}
	if home, err := os.UserHomeDir(); err == nil {
		files = append([]string{filepath.Join(home, ".cups", "client.conf")}, files...)
	}
	for _, path := range files {
		if name == "" {
			name = serverName(path)
		}
	}
	if name == "" {
		for _, socket := range sockets {
			if _, err := os.Stat(socket); err == nil {
				return "unix", socket
			}
		}
		return "tcp", "localhost:631"
	}
	if strings.HasPrefix(name, "/") {
		return "unix", name
	}
	name, _, _ = strings.Cut(name, "/") // host:port/version=1.1
	if _, _, err := net.SplitHostPort(name); err != nil {
		name = net.JoinHostPort(name, "631")
	}
	return "tcp", name
}

// serverName is the ServerName of a client.conf, "" without one.
func serverName(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 2 && strings.EqualFold(f[0], "ServerName") {
			return f[1]
		}
	}
	return ""
}
