package line

import (
	"errors"
	"net/http/httptest"
	"testing"

	"woshou/data"
)

func TestThrough(t *testing.T) {
	r := httptest.NewRequest("POST", "https://zhen.example:8443/v1/exchange", nil)
	for typed, want := range map[string]string{
		" 10.0.0.1:3128 ":            "http://10.0.0.1:3128",
		"http://a:b@dai.example:80/": "http://a:b@dai.example:80/",
		"socks5://[fe80::1]:1080":    "socks5://[fe80::1]:1080",
		"10.0.0.1":                   "",
		"https://dai.example:443":    "",
		"dai.example:port":           "",
		"http://dai.example:80/path": "",
	} {
		got, err := Through(func() string { return typed })(r)
		bad, _ := errors.AsType[*data.Invalid](err)
		switch {
		case want == "" && (bad == nil || bad.Field != "proxy" || bad.Code != "proxy.form"):
			t.Errorf("%q: %v, %v, want proxy.form", typed, got, err)
		case want != "" && (err != nil || got.String() != want):
			t.Errorf("%q: %v, %v, want %s", typed, got, err, want)
		}
	}
	t.Setenv("HTTPS_PROXY", "")
	if got, err := Through(func() string { return "" })(r); got != nil || err != nil {
		t.Errorf("nothing: %v, %v", got, err)
	}
}
