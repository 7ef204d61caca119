// Accounts and what moved between them.
#pragma once

#include <cstdint>
#include <string>

#include "rowan/rowan.hpp"

namespace bank {

class Transfer;

class Account : public rowan::Model<Account> {
 public:
  std::int64_t id{};
  std::string owner;
  std::int64_t balance{};
  std::int64_t lock_version{};
  rowan::HasMany<Transfer> transfers;

  ROWAN_MODEL(Account, (), (id, owner, balance, lock_version, transfers))
};

/// `token` tells one from the other, whatever became of the answer to the COMMIT.
class Transfer : public rowan::Model<Transfer> {
 public:
  std::int64_t id{};
  std::string token;
  std::int64_t amount{};
  rowan::BelongsTo<Account> account;  // that paid
  std::int64_t payee{};

  ROWAN_MODEL(Transfer, (), (id, token, amount, account, payee))
};

/// Counts what was done to it.
class Counter : public rowan::Model<Counter> {
 public:
  std::int64_t id{};
  std::int64_t hits{};

  ROWAN_MODEL(Counter, (), (id, hits))
};

}  // namespace bank
