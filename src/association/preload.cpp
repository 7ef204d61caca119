#include <iterator>
#include <unordered_set>

#include <fmt/format.h>

#include "association/handle_at.hpp"
#include "association/load.hpp"
#include "model/load/tell_found.hpp"
#include "model/record/partial.hpp"
#include "model/record/resolve.hpp"
#include "reflect/full_name.hpp"
#include "rowan/core/error.hpp"
#include "rowan/reflect/model_info.hpp"

namespace rowan {
namespace {

using Slots = std::vector<Slot*>;

// Shares without anything in them.
std::unique_ptr<Stash> nothing_for(const std::vector<Key>& keys) {
  auto stash = std::make_unique<Stash>();
  for (const Key& key : keys) stash->shares.try_emplace(key);
  return stash;
}

/// What preloads bring: how many records they still may, and whose after_find callbacks are to be called at the end.
class Brought {
 public:
  explicit Brought(std::uint64_t most) : most_(most), left_(most) {}
  void take(std::size_t records) {
    if (most_ == 0) return;
    if (records > left_)
      throw QueryError(
          fmt::format("the answer has more than {} records, those included counted: ask for less of them", most_));
    left_ -= records;
  }
  void note(Stash& stash) {
    std::move(stash.found.begin(), stash.found.end(), std::back_inserter(found_));
    stash.found.clear();
  }
  void tell() const {
    for (const Anchor& each : found_) tell_found(each);
  }

 private:
  std::uint64_t most_, left_;
  std::vector<Anchor> found_;
};

// Owners of one association that one load serves, and what was loaded for them.
class Filling {
 public:
  Filling(const AssociationInfo& association, const Slots& owners, std::size_t from)
      : association_(association), owners_(owners), from_(from), to_(from) {
    for (; to_ < owners.size() && keys_.size() < max_keys_per_load; ++to_) {
      Key key;
      require_key_loaded(association, *owners[to_]);
      if (!association.ops->owner_key(association, *owners[to_], key)) continue;
      if (seen_.insert(key).second)
        keys_.push_back(std::move(key));
      else
        repeated_.insert(std::move(key));
    }
  }

  /// The targets that the handles hold afterwards. They live as long as their owners do.
  Slots fill(const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options, const SelectQuery* scope,
             Brought& brought) {
    Slots targets;
    if (keys_.empty()) return targets;
    const auto stash = scope != nullptr && scope->limit == 0U
                           ? nothing_for(keys_)
                           : load_shares(association_, keys_, database, options, scope, "preload " + association_.name);
    stash->repeated = std::move(repeated_);
    for (std::size_t i = from_; i < to_; ++i) {
      Key key;
      if (owners_[i]->self == nullptr || !association_.ops->owner_key(association_, *owners_[i], key)) continue;
      association_.ops->deal_out(association_, *owners_[i], *stash, key, targets);
    }
    brought.note(*stash);
    // Several may refer to one.
    if (association_.refers()) std::erase_if(targets, [&](Slot* target) { return !held_.insert(target).second; });
    return targets;
  }

  /// Position of the first owner that this load does not serve.
  [[nodiscard]] std::size_t end() const { return to_; }

 private:
  const AssociationInfo& association_;
  const Slots& owners_;
  std::size_t from_, to_;
  std::vector<Key> keys_;
  std::unordered_set<Key, KeyHash> seen_, repeated_;
  std::unordered_set<Slot*> held_;
};

void preload_each(const Slots& owners, const std::vector<PreloadSpec>& specs,
                  const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options, Brought& brought);

void preload_one(const AssociationInfo& association, const Slots& owners, const PreloadSpec& spec,
                 const std::shared_ptr<DatabaseCore>& own, const LoadOptions& options, Brought& brought) {
  const auto database = database_for_targets(association, DatabaseRef(own.get()));
  const SelectQuery* scope = spec.scope.model == nullptr ? nullptr : &spec.scope;
  for (std::size_t at = 0; at < owners.size();) {
    Filling filling(association, owners, at);
    at = filling.end();
    const Slots targets = filling.fill(database, options, scope, brought);
    brought.take(targets.size());
    preload_each(targets, spec.nested, database, options, brought);
  }
}

// Of what is to be loaded beyond a reference to one of several models, what this model has.
PreloadSpec known_to(const ModelInfo& model, const PreloadSpec& spec) {
  PreloadSpec known{spec.association, {}, {}};
  for (const PreloadSpec& nested : spec.nested) {
    if (model.find_association(nested.association) != nullptr) known.nested.push_back(nested);
  }
  return known;
}

void preload_each(const Slots& owners, const std::vector<PreloadSpec>& specs,
                  const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options, Brought& brought) {
  if (owners.empty()) return;
  const ModelInfo& model = owners.front()->block->model();
  for (const PreloadSpec& spec : specs) {
    const AssociationInfo& association = model.association(spec.association).resolved();
    if (association.branches.empty()) preload_one(association, owners, spec, database, options, brought);
    for (const auto& branch : association.branches)
      preload_one(*branch, owners, known_to(*branch->target, spec), database, options, brought);
  }
}

void check_branches(const AssociationInfo& association, const PreloadSpec& spec) {
  for (const PreloadSpec& nested : spec.nested) {
    bool known = false;
    for (const auto& branch : association.branches) {
      const PreloadSpec here = known_to(*branch->target, {{}, {}, {nested}});
      check_preloads(*branch->target, here.nested);
      known |= !here.nested.empty();
    }
    if (!known) static_cast<void>(association.branches.front()->target->association(nested.association));  // throws
  }
}

}  // namespace

void check_preloads(const ModelInfo& model, const std::vector<PreloadSpec>& specs) {
  for (const PreloadSpec& spec : specs) {
    const AssociationInfo& association = model.association(spec.association).resolved();
    if (association.branches.empty())
      check_preloads(*association.target, spec.nested);
    else
      check_branches(association, spec);
  }
}

void preload(const std::vector<Slot*>& owners, const std::vector<PreloadSpec>& specs,
             const std::shared_ptr<DatabaseCore>& database, const LoadOptions& options) {
  Brought brought(options.most_preloaded);
  preload_each(owners, specs, database, options, brought);
  brought.tell();
}

}  // namespace rowan
