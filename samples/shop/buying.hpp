// What customers and clerks do with orders. Each function is one transaction: it does all that it says, or nothing.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "models/all.hpp"

namespace shop {

/// How many pieces of the product of each name.
using Basket = std::map<std::string, std::int64_t>;

/// Takes the pieces from the stock and makes the order, for a customer who may be new. Several buyers at once wait for
/// each other. @throws NotForSale, OutOfStock; rowan::RecordInvalid for an address that is none or 0 pieces.
Order buy(const std::string& email, const Basket& basket, rowan::Instant when = rowan::now());

/// @throws WrongState.
void pay(Order& order);
/// @throws WrongState.
void send(Order& order);
/// Puts the pieces back into the stock. @throws WrongState for one that is sent, or cancelled already.
void cancel(Order& order);

}  // namespace shop
