#include "model/record/resolve.hpp"

#include <atomic>
#include <tuple>

#include <fmt/format.h>

#include "reflect/full_name.hpp"
#include "rowan/connection/url.hpp"
#include "rowan/core/error.hpp"
#include "rowan/model/relation_base.hpp"
#include "rowan/model/slot.hpp"

namespace rowan {
namespace {

std::atomic<bool> strict_by_default{false};

std::shared_ptr<DatabaseCore> named_database(const ModelInfo& model) {
  if (std::optional<Database> named = find_database(model.database_name)) return named->core();
  throw MappingError(
      fmt::format("{} lives in database '{}', which is not connected: rowan::connect(url, {{.name = \"{}\"}}) first",
                  model.name, model.database_name, model.database_name));
}

}  // namespace

bool strict_loading_by_default() noexcept { return strict_by_default.load(std::memory_order_relaxed); }
void set_strict_loading_by_default(bool yes) noexcept { strict_by_default.store(yes, std::memory_order_relaxed); }

[[gnu::hot]] std::shared_ptr<DatabaseCore> resolve_database(const ModelInfo& model,
                                                            const std::shared_ptr<DatabaseCore>& passed,
                                                            const DatabaseRef& own) {
  if (passed) return passed;
  if (own) return own.shared();
  if (!model.database_name.empty()) return named_database(model);
  if (auto open = database_in_transaction()) return open;
  if (std::optional<Database> common = default_database()) return common->core();
  throw MappingError(fmt::format(
      "no database for {}: pass one (record.save(db), {}::on(db)), work in a transaction of one, name one with "
      "m.database(\"…\"), or connect a default one with rowan::connect(url)",
      model.name, model.name));
}

std::shared_ptr<DatabaseCore> database_for_targets(const AssociationInfo& association, const DatabaseRef& own) {
  const bool together = association.owner->database_name == association.target->database_name;
  return together ? resolve_database(*association.target, nullptr, own) : home_database(*association.target);
}

namespace {

// What a URL says of the place, without what it says of how to work there; nothing where each connection has a place of
// its own.
std::optional<Url> place_of(DatabaseCore& database) {
  Url url = Url::parse(database.redacted_url());
  for (const char* manner : {"pool", "statement_timeout", "transaction_log", "log_values", "replicas", "statements",
                             "busy_timeout", "connect_timeout", "application_name"})
    url.options.erase(manner);
  const bool in_memory = url.option("mode") == "memory";
  url.options.erase("mode");  // of others, whether it may be written or made
  const bool of_its_own = url.form == UrlForm::file   ? url.path == ":memory:" || url.path.empty() || in_memory
                          : url.form == UrlForm::name ? url.host.empty()
                                                      : false;
  return of_its_own ? std::nullopt : std::optional(std::move(url));
}

bool share_a_place(DatabaseCore& left, DatabaseCore& right) {
  const auto here = place_of(left), there = place_of(right);
  const auto parts = [](const Url& url) {
    return std::tie(url.scheme, url.user, url.host, url.port, url.path, url.options);
  };
  return here && there && parts(*here) == parts(*there);
}

}  // namespace

bool are_one(DatabaseCore& left, DatabaseCore& right) {
  return &left == &right || left.reading_from(ReadSide::either) == right.reading_from(ReadSide::either) ||
         share_a_place(left, right);
}

void require_own_database(const ModelInfo& model, const Slot* slot, DatabaseCore& database) {
  if (slot == nullptr || slot->block == nullptr || slot->lifecycle != Lifecycle::persisted) return;
  const DatabaseRef& own = slot->block->database;
  if (!own || are_one(*own, database)) return;
  throw QueryError(
      fmt::format("this {} is a row of the database {}, and its key is another's in {}: save it without naming a "
                  "database, or put a copy there with insert_all",
                  model.name, own->label(), database.label()));
}

void require_one_database(const AssociationInfo& association, const Slot* target, const DatabaseRef& own) {
  if (target == nullptr || target->block == nullptr || target->lifecycle != Lifecycle::persisted) return;
  const DatabaseRef& there = target->block->database;
  if (!there || there.get() == own.get()) return;
  const auto here = database_for_targets(association, own);
  if (are_one(*here, *there)) return;
  throw QueryError(
      fmt::format("this {} is a row of the database {}, and {} takes those of {}, where its key is another's: find it "
                  "there, or save a copy there first",
                  association.target->name, there->label(), full_name(association), here->label()));
}

std::shared_ptr<DatabaseCore> home_database(const ModelInfo& model) {
  if (!model.database_name.empty()) return named_database(model);
  if (std::optional<Database> common = default_database()) return common->core();
  return resolve_database(model, nullptr);
}

}  // namespace rowan
