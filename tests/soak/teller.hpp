// One thread of the load, with its own account of what it did.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "rowan/connection/database.hpp"

namespace rowan::testing {

inline constexpr std::int64_t accounts = 20;
inline constexpr std::int64_t first_balance = 1000;

/// What is known of a piece of work, from how its call ended.
enum class Outcome : std::uint8_t { done, undone, unknown };

/// How often something was done, and how often that may be.
struct Tally {
  std::uint64_t done = 0, undone = 0, unknown = 0;
  void add(Outcome outcome) { ++(outcome == Outcome::done ? done : outcome == Outcome::undone ? undone : unknown); }
  void add(const Tally& other) { done += other.done, undone += other.undone, unknown += other.unknown; }
};

/// Used by one thread; read when that has ended.
class Teller {
 public:
  Teller(Database& database, unsigned number) : db_(database), number_(number), dice_(number) {}

  /// Does one thing, chosen at random. Errors that faults and competition explain are counted, others kept.
  void work();

  Tally transfers, hits, renamings, readings;
  /// The transfers, counted from 1, of this teller. They were done but for these.
  [[nodiscard]] std::uint64_t last_transfer() const { return last_transfer_; }
  std::map<std::uint64_t, Outcome> exceptions;
  std::string unexpected;  ///< the first error that nothing explains

 private:
  template <class Work>
  Outcome attempt(bool in_transaction, const Work& work);
  std::int64_t any_account() { return std::uniform_int_distribution<std::int64_t>(1, accounts)(dice_); }
  void transfer();
  void count();
  void rename();
  void read();

  Database& db_;
  unsigned number_;
  std::mt19937 dice_;
  std::uint64_t last_transfer_ = 0;
};

}  // namespace rowan::testing
