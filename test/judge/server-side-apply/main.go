// Plays histories of applies and updates on the library that kube-apiserver itself uses, with the merge types that
// Kubernetes describes for its kinds. The first argument is the file that holds that description (client-go's
// applyconfigurations/internal/internal.go). The first line that is written says which field of which kind merges how;
// then each history that is read, one JSON document a line, is answered by one line.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/merge"
	"sigs.k8s.io/structured-merge-diff/v6/schema"
	"sigs.k8s.io/structured-merge-diff/v6/typed"
)

var kinds = map[string]string{
	"Namespace":     "io.k8s.api.core.v1.Namespace",
	"ResourceQuota": "io.k8s.api.core.v1.ResourceQuota",
	"LimitRange":    "io.k8s.api.core.v1.LimitRange",
	"NetworkPolicy": "io.k8s.api.networking.v1.NetworkPolicy",
	"Secret":        "io.k8s.api.core.v1.Secret",
	"Deployment":    "io.k8s.api.apps.v1.Deployment",
	"Service":       "io.k8s.api.core.v1.Service",
	"Pod":           "io.k8s.api.core.v1.Pod",
	"EndpointSlice": "io.k8s.api.discovery.v1.EndpointSlice",
	"Lease":         "io.k8s.api.coordination.v1.Lease",
}

// The versions of all objects are one.
const version = fieldpath.APIVersion("v1")

type history struct {
	Kind  string `json:"kind"`
	Steps []step `json:"steps"`
}

type step struct {
	Verb    string `json:"verb"`
	Manager string `json:"manager"`
	Force   bool   `json:"force"`
	Object  any    `json:"object"`
}

type sets = map[string]json.RawMessage

type answer struct {
	// By step; empty where there was none.
	Conflicts []sets `json:"conflicts"`
	Object    any    `json:"object"`
	Managers  sets   `json:"managers"`
}

func main() {
	source, err := os.ReadFile(os.Args[1])
	check(err)
	parser, err := typed.NewParser(typed.YAMLObject(between(string(source), "typed.YAMLObject(`", "`)")))
	check(err)
	out := json.NewEncoder(os.Stdout)
	check(out.Encode(describe(parser)))
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var h history
		check(json.Unmarshal(in.Bytes(), &h))
		check(out.Encode(play(parser.Type(kinds[h.Kind]), h.Steps)))
	}
}

func between(text, start, end string) string {
	_, rest, _ := strings.Cut(text, start)
	inside, _, _ := strings.Cut(rest, end)
	return inside
}

func play(kind typed.ParseableType, steps []step) answer {
	updater := (&merge.UpdaterBuilder{Converter: converter{}}).BuildUpdater()
	live, err := kind.FromUnstructured(map[string]any{})
	check(err)
	managers := fieldpath.ManagedFields{}
	conflicts := []sets{}
	for _, s := range steps {
		next, after, err := take(updater, kind, live, managers.Copy(), s)
		found, isConflict := err.(merge.Conflicts)
		conflicts = append(conflicts, conflictSets(found))
		if isConflict {
			continue
		}
		check(err)
		if next != nil {
			live, err = kind.FromUnstructured(withoutNulls(next.AsValue().Unstructured()))
			check(err)
		}
		managers = after
	}
	owned := sets{}
	for name, set := range managers {
		owned[name] = jsonOf(set.Set())
	}
	return answer{conflicts, live.AsValue().Unstructured(), owned}
}

// An update is made by nobody in particular and then added to what its manager had, as the API server does it.
func take(updater *merge.Updater, kind typed.ParseableType, live *typed.TypedValue, managers fieldpath.ManagedFields, s step) (*typed.TypedValue, fieldpath.ManagedFields, error) {
	object, err := kind.FromUnstructured(s.Object)
	check(err)
	if s.Verb == "apply" {
		next, after, err := updater.Apply(live, object, version, managers, s.Manager, s.Force)
		if own, ok := after[s.Manager]; ok && own.Set().Empty() {
			delete(after, s.Manager)
		}
		return next, after, err
	}
	next, after, err := updater.Update(live, object, version, managers, "current-operation")
	if took, ok := after["current-operation"]; ok {
		delete(after, "current-operation")
		set := took.Set()
		if before, ok := after[s.Manager]; ok {
			set = set.Union(before.Set())
		}
		after[s.Manager] = fieldpath.NewVersionedSet(set, version, false)
	}
	return next, after, err
}

func conflictSets(conflicts merge.Conflicts) sets {
	byManager := map[string]*fieldpath.Set{}
	for _, conflict := range conflicts {
		if byManager[conflict.Manager] == nil {
			byManager[conflict.Manager] = fieldpath.NewSet()
		}
		byManager[conflict.Manager].Insert(conflict.Path)
	}
	all := sets{}
	for name, set := range byManager {
		all[name] = jsonOf(set)
	}
	return all
}

// A server keeps no null: its types leave such fields out.
func withoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, field := range v {
			if field != nil {
				out[name] = withoutNulls(field)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, withoutNulls(item))
		}
		return out
	case nil:
		return map[string]any{}
	}
	return value
}

// By kind and path: `struct`, `map`, `atomic`, `set`, or the keys of a list. Scalars and atomic lists are left out.
func describe(parser *typed.Parser) map[string]map[string]string {
	all := map[string]map[string]string{}
	for kind, name := range kinds {
		all[kind] = map[string]string{}
		walk(&parser.Schema, schema.TypeRef{NamedType: &name}, "", map[string]bool{}, all[kind])
	}
	return all
}

func walk(s *schema.Schema, ref schema.TypeRef, path string, above map[string]bool, found map[string]string) {
	if ref.NamedType != nil {
		if above[*ref.NamedType] {
			return
		}
		above[*ref.NamedType] = true
		defer delete(above, *ref.NamedType)
	}
	atom, _ := s.Resolve(ref)
	switch {
	case atom.Scalar != nil:
		return
	case atom.List != nil && atom.List.ElementRelationship == schema.Associative:
		found[path] = "set"
		if len(atom.List.Keys) > 0 {
			found[path] = strings.Join(atom.List.Keys, " ")
			walk(s, atom.List.ElementType, path+"[]", above, found)
		}
	case atom.Map != nil && atom.Map.ElementRelationship == schema.Atomic:
		found[path] = "atomic"
	case atom.Map != nil && len(atom.Map.Fields) == 0:
		found[path] = "map"
	case atom.Map != nil:
		found[path] = "struct"
		for _, field := range atom.Map.Fields {
			walk(s, field.Type, path+"."+field.Name, above, found)
		}
	}
}

type converter struct{}

func (converter) Convert(object *typed.TypedValue, _ fieldpath.APIVersion) (*typed.TypedValue, error) {
	return object, nil
}

func (converter) IsMissingVersionError(error) bool { return false }

func jsonOf(set *fieldpath.Set) json.RawMessage {
	text, err := set.ToJSON()
	check(err)
	return text
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
