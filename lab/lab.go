// Package lab runs a list of emulated phones against any server, compares how they end with what was expected, and reports.
package lab
