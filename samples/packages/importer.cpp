#include "importer.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "batch.hpp"

namespace packages {
namespace {

constexpr std::size_t batch_size = 2000;

// The database's state of a package, and the file's line that names it.
struct Known {
  std::int64_t id = 0, digest = 0;
  std::size_t line = 0;  ///< 0: not seen yet
};

class Importer {
 public:
  Importer(const std::string& file, const ProgressReport& report) : reader_(file), report_(report) { load_known(); }

  ImportResult run() {
    Stanza stanza;
    bool empty = true;
    for (; reader_.next(stanza); empty = false) {
      if (is_there(stanza))
        take(stanza);
      else
        ++result_.left_out;
      if (report_) report_(reader_.bytes_read(), reader_.size());
    }
    if (empty) throw MalformedFile(stanza.file, 1, "there is no package in this file");
    flush();
    remove_unmet();
    if (result_.changed + result_.removed > 0) remove_unused();
    return result_;
  }

 private:
  void load_known() {
    using P = Package;
    const auto rows = P::all().pluck(P::c.name, P::c.architecture, P::c.version, P::c.id, P::c.digest);
    for (const auto& [name, architecture, version, id, digest] : rows)
      known_[key(name, architecture, version)] = {id, digest};
  }

  static std::string key(std::string_view name, std::string_view architecture, std::string_view version) {
    return fmt::format("{} {} {}", name, architecture, version);
  }

  void take(const Stanza& stanza) {
    const auto& name = stanza.required("package");
    const auto [found, is_new] =
        known_.try_emplace(key(name, stanza.required("architecture"), stanza.required("version")));
    Known& known = found->second;
    if (known.line != 0) {
      throw MalformedFile(stanza.file, stanza.line,
                          fmt::format("package {} is there twice; the first is in line {}", name, known.line));
    }
    known.line = stanza.line;
    if (!is_new && known.digest == static_cast<std::int64_t>(stanza.digest)) {
      ++result_.unchanged;
      return;
    }
    ++(is_new ? result_.added : result_.changed);
    Entry entry = parse_entry(stanza);
    if (!is_new) {
      entry.package.id = known.id;
      outdated_.push_back(known.id);
    }
    batch_.add(std::move(entry));
    if (batch_.size() >= batch_size) flush();
  }

  void flush() {
    remove(outdated_);
    batch_.insert();
  }

  // The database's foreign keys delete the rows that belong to a package.
  static void remove(std::vector<std::int64_t>& ids) {
    for (std::size_t from = 0; from < ids.size(); from += batch_size) {
      const auto count = std::min(batch_size, ids.size() - from);
      Package::where(Package::c.id.in(std::span(ids).subspan(from, count))).delete_all();
    }
    ids.clear();
  }

  void remove_unmet() {
    std::vector<std::int64_t> ids;
    for (const auto& [key, known] : known_) {
      if (known.line == 0) ids.push_back(known.id);
    }
    result_.removed = ids.size();
    remove(ids);
  }

  static void remove_unused() {
    Section::where(Section::c.packages.none()).delete_all();
    Maintainer::where(Maintainer::c.packages.none()).delete_all();
    Tag::where(Tag::c.packages.none()).delete_all();
    Name::where(Name::c.provides.none() && Name::c.wanted_by.none()).delete_all();
  }

  StanzaReader reader_;
  const ProgressReport& report_;
  std::unordered_map<std::string, Known> known_;
  std::vector<std::int64_t> outdated_;
  Batch batch_;
  ImportResult result_;
};

}  // namespace

ImportResult import_file(rowan::Database& database, const std::string& file, const ProgressReport& report) {
  return database.transaction([&] { return Importer(file, report).run(); });
}

}  // namespace packages
