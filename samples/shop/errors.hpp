// What a customer may be told. Everything else that is thrown is a rowan::Error.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "models/order.hpp"

namespace shop {

class ShopError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class OutOfStock : public ShopError {
 public:
  OutOfStock(const std::string& product, std::int64_t wanted, std::int64_t left)
      : ShopError("only " + std::to_string(left) + " of " + product + " left, not " + std::to_string(wanted)),
        left_(left) {}
  [[nodiscard]] std::int64_t left() const { return left_; }

 private:
  std::int64_t left_;
};

class NotForSale : public ShopError {
 public:
  explicit NotForSale(const std::string& product) : ShopError("there is no " + product + " for sale") {}
};

class WrongState : public ShopError {
 public:
  WrongState(const Order& order, State next)
      : ShopError("order " + std::to_string(order.id) + " is " + std::string(rowan::enum_text(order.state)) +
                  ": it can't be " + std::string(rowan::enum_text(next))) {}
};

}  // namespace shop
