package line

import (
	"errors"
	"strings"
	"testing"
	"time"

	"woshou/data"
)

func TestBaseURL(t *testing.T) {
	for address, want := range map[string]string{
		"zhen.example":              "https://zhen.example:8443",
		"https://zhen.example/":     "https://zhen.example:8443",
		" 10.1.2.3:443 ":            "https://10.1.2.3:443",
		"[fe80::1]":                 "https://[fe80::1]:8443",
		"清河镇.example":               "https://清河镇.example:8443",
		"":                          "",
		"http://zhen.example":       "",
		"https://zhen.example/path": "",
		"https://a:b@zhen.example":  "",
		"zhen.example?x=1":          "",
		"two words":                 "",
		"zhen.example:port":         "",
		"https://":                  "",
		strings.Repeat(":", 3):      "",
	} {
		got, err := BaseURL(address)
		bad, _ := errors.AsType[*data.Invalid](err)
		if got != want || (want == "") != (bad != nil && bad.Field == "address" && bad.Code == "address.form") {
			t.Errorf("%q: %q, %v, want %q", address, got, err, want)
		}
	}
}

func TestProxyURL(t *testing.T) {
	for address, want := range map[string]string{
		"192.168.1.1:8080":       "http://192.168.1.1:8080",
		" http://proxy.test:80 ": "http://proxy.test:80",
		"socks5://10.0.0.1:1080": "socks5://10.0.0.1:1080",
		"http://a:b@10.0.0.1:80": "http://a:b@10.0.0.1:80",
		"":                       "",
		"192.168.1.1":            "",
		"ftp://10.0.0.1:21":      "",
		"10.0.0.1:80/path":       "",
		"two words:80":           "",
	} {
		u, err := ProxyURL(address)
		bad, _ := errors.AsType[*data.Invalid](err)
		if want == "" && (bad == nil || bad.Code != "proxy.form") || want != "" && (err != nil || u.String() != want) {
			t.Errorf("%q: %v, %v, want %q", address, u, err, want)
		}
	}
}

// A large event gets the time it needs on a line of 5 KB/s.
func TestTimeFor(t *testing.T) {
	if small, large := TimeFor(nil), TimeFor(make([]byte, 300<<10)); small != time.Minute || large != 6*time.Minute {
		t.Errorf("%v for nothing, %v for 300 KB", small, large)
	}
}
