package main

import (
	"errors"
	"os/user"
	"strings"
	"testing"
)

// TestAuthorOf: every version of a template has an author.
func TestAuthorOf(t *testing.T) {
	known := func() (*user.User, error) { return &user.User{Username: "system"}, nil }
	nobody := func() (*user.User, error) { return nil, errors.New("unknown userid") }
	for _, tc := range []struct {
		flag, author, user string
		current            func() (*user.User, error)
		want               string
	}{
		{"flag", "author", "user", known, "flag"},
		{"", "author", "user", known, "author"},
		{"", "", "user", nobody, "user"},
		{"", "", "", known, "system"},
		{"flag", "", "", nobody, "flag"},
		{"", "", "", nobody, ""},
		{"", "", "", func() (*user.User, error) { return &user.User{}, nil }, ""},
	} {
		t.Setenv("OFFHOOK_AUTHOR", tc.author)
		t.Setenv("USER", tc.user)
		got, err := authorOf(tc.flag, tc.current)
		if got != tc.want || (err != nil) != (tc.want == "") {
			t.Errorf("authorOf(%q) with $OFFHOOK_AUTHOR=%q and $USER=%q = %q, %v, want %q", tc.flag, tc.author, tc.user, got, err, tc.want)
		}
		if err != nil && (exitCode(err) != exitUsage || !strings.Contains(err.Error(), "--author NAME")) {
			t.Errorf("the error %q says not what would be right", err)
		}
	}
}
