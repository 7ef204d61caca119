// What the machine expects: tables as maps, records as a few values, and a snapshot of all of it for each level of
// transactions.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace machine {

enum Kind : std::uint8_t { owner, kid, badge, label, node, kinds };
using Code = std::int64_t;

/// A row, by its code; `up` is the code of what it belongs to.
struct Row {
  std::string word;
  std::optional<Code> up;
  std::int64_t version = 0;
  int birth = 0;     ///< tells it from one of the same code that was rolled back
  int up_birth = 0;  ///< of what it belonged to when it was loaded or saved
  bool operator==(const Row& other) const { return word == other.word && up == other.up && version == other.version; }
};

struct Tables {
  std::array<std::map<Code, Row>, kinds> rows;
  std::set<std::pair<Code, Code>> links;  ///< of owners to labels
  bool operator==(const Tables&) const = default;
  [[nodiscard]] std::string to_string() const;
};

enum class Life : std::uint8_t { fresh, persisted, destroyed };

/// Of a record what a rollback gives back: `row` as it was loaded or saved.
struct State {
  Life life = Life::fresh;
  Row row;
};

/// Stands for one object.
struct Twin {
  Code code = 0;
  State now;
  std::vector<State> begun;  ///< at the begin of each level that is open
  std::optional<Code> up;    ///< the member, which no rollback changes but that of a reload
  int up_birth = 0;          ///< of the row whose key the member has
  int parent = 0;            ///< the tag of the record that it was given, rather than its key
  /// Of owners: what its next save saves with it. A rollback puts back what was saved from here.
  std::set<int> kids, labels;
};

/// All twins, by tag, and the tables.
class Naive {
 public:
  Tables tables;
  std::map<int, Twin> twins;

  Twin& add(int tag, Code code, State state);
  /// A copy shares the fate of its original.
  Twin& add_copy(int tag, int original);
  [[nodiscard]] std::size_t depth() const { return begun_.size(); }
  void begin();
  void commit();
  void roll_back();
  /// The member `up` of a record is about to be read again. A rollback gives it back, unless the user sets another.
  void reread(int tag, const Row& row, int up_birth);

  /// `child` of `owner` was saved from its waiting list.
  void took_from_waiting(int owner, std::set<int> Twin::*list, int child);
  /// The user dropped what waits.
  void drop_waiting(int owner);
  [[nodiscard]] bool waits(int child) const;
  /// Whether a rollback may put something back on its waiting lists.
  [[nodiscard]] bool may_wait_again(int owner) const;

 private:
  struct Taken {
    int owner;
    std::set<int> Twin::*list;
    int child;
  };
  struct Reread {
    int tag;
    std::optional<Code> before, read;
    int birth_before, birth_read;
  };
  struct Level {
    Tables tables;
    std::vector<Taken> taken;
    std::vector<Reread> reread;
  };
  std::vector<Level> begun_;
};

}  // namespace machine
