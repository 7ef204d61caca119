#pragma once

namespace shop {

/// A shop for gardeners with three customers and their orders of three months; all of it, or nothing.
/// @throws ShopError where there are products already.
void plant_seeds();

}  // namespace shop
