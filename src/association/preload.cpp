#include <unordered_set>

#include "association/load.hpp"
#include "model/graph.hpp"
#include "model/resolve.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

void fill_to_one(const AssociationInfo& association, Slot& owner, const std::vector<Slot*>& share) {
  if (!share.empty()) belongs_to_at(owner.self->object(), association).hold(*share.front());
}

// An owner that is in the result twice gets its targets once; the second handle stays unloaded.
void fill_to_many(const AssociationInfo& association, Slot& owner, Stash& stash, const Key& key) {
  auto share = stash.shares.extract(key);
  if (share.empty()) return;
  to_many_at(owner.self->object(), association).take_share(std::move(share.mapped()));
}

void fill(const AssociationInfo& association, const std::vector<Slot*>& owners, Stash& stash) {
  for (Slot* owner : owners) {
    Key key;
    if (owner->self == nullptr || !owner_key(association, *owner, key)) continue;
    if (association.kind != AssociationKind::belongs_to) {
      fill_to_many(association, *owner, stash, key);
      continue;
    }
    const auto share = stash.shares.find(key);
    if (share != stash.shares.end()) fill_to_one(association, *owner, share->second);
  }
}

void preload_one(const AssociationInfo& association, RecordSet& set, const PreloadSpec& spec,
                 const std::shared_ptr<DatabaseCore>& own, const LoadOptions& options) {
  LoadOptions nested = options;
  nested.preloads = spec.nested;
  const auto database = database_for_targets(association, own);
  const SelectQuery* scope = spec.scope.model == nullptr ? nullptr : &spec.scope;
  for (std::size_t at = 0; at < set.size();) {
    std::vector<Slot*> owners;
    std::vector<Key> keys;
    std::unordered_set<Key, KeyHash> seen;
    for (; at < set.size() && keys.size() < max_keys_per_load; ++at) {
      Key key;
      Slot* owner = set.slot(at);
      owners.push_back(owner);
      if (owner_key(association, *owner, key) && seen.insert(key).second) keys.push_back(std::move(key));
    }
    if (keys.empty()) continue;
    const auto stash = load_shares(association, keys, database, nested, scope, "preload " + association.name);
    fill(association, owners, *stash);
  }
}

}  // namespace

void preload(const ModelInfo& model, RecordSet& set, const std::vector<PreloadSpec>& specs,
             const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options) {
  if (set.empty()) return;
  for (const PreloadSpec& spec : specs)
    preload_one(model.association(spec.association).resolved(), set, spec, database, options);
}

}  // namespace rowan
