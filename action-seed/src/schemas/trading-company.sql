-- A trading company: orders of products by customers, shipped to regions that employees look after. Names with spaces, as desktop databases like them.
CREATE TABLE [Categories] (
  [CategoryID] INTEGER PRIMARY KEY AUTOINCREMENT,
  [CategoryName] TEXT NOT NULL UNIQUE,
  [Description] TEXT,
  [Picture] BLOB
);
CREATE TABLE [Suppliers] (
  [SupplierID] INTEGER PRIMARY KEY AUTOINCREMENT,
  [CompanyName] TEXT NOT NULL,
  [ContactName] TEXT,
  [ContactTitle] TEXT,
  [City] TEXT,
  [Country] TEXT,
  [HomePage] TEXT
);
CREATE TABLE [Products] (
  [ProductID] INTEGER PRIMARY KEY AUTOINCREMENT,
  [ProductName] TEXT NOT NULL,
  [SupplierID] INTEGER REFERENCES [Suppliers] ([SupplierID]),
  [CategoryID] INTEGER REFERENCES [Categories] ([CategoryID]),
  [QuantityPerUnit] TEXT,
  [UnitPrice] NUMERIC DEFAULT 0 CHECK ([UnitPrice] >= 0),
  [UnitsInStock] INTEGER DEFAULT 0 CHECK ([UnitsInStock] >= 0),
  [ReorderLevel] INTEGER DEFAULT 0 CHECK ([ReorderLevel] >= 0),
  [Discontinued] TEXT NOT NULL DEFAULT '0' CHECK ([Discontinued] IN ('0', '1'))
);
CREATE TABLE [Employees] (
  [EmployeeID] INTEGER PRIMARY KEY AUTOINCREMENT,
  [LastName] TEXT NOT NULL,
  [FirstName] TEXT NOT NULL,
  [BirthDate] DATE CHECK ([BirthDate] < '2020-01-01'),
  [HireDate] DATE,
  [ReportsTo] INTEGER REFERENCES [Employees] ([EmployeeID]),
  [Notes] TEXT
);
CREATE TABLE [Customers] (
  [CustomerID] TEXT PRIMARY KEY CHECK (length([CustomerID]) = 5),
  [CompanyName] TEXT NOT NULL,
  [ContactName] TEXT,
  [Phone] TEXT,
  [Fax] TEXT
) WITHOUT ROWID;
CREATE TABLE [Shippers] (
  [ShipperID] INTEGER PRIMARY KEY AUTOINCREMENT,
  [CompanyName] TEXT NOT NULL,
  [Phone] TEXT
);
CREATE TABLE [Orders] (
  [OrderID] INTEGER PRIMARY KEY AUTOINCREMENT,
  [CustomerID] TEXT REFERENCES [Customers] ([CustomerID]),
  [EmployeeID] INTEGER REFERENCES [Employees] ([EmployeeID]),
  [OrderDate] DATETIME,
  [RequiredDate] DATETIME,
  [ShippedDate] DATETIME,
  [ShipVia] INTEGER REFERENCES [Shippers] ([ShipperID]),
  [Freight] NUMERIC DEFAULT 0,
  CHECK ([ShippedDate] IS NULL OR [ShippedDate] >= [OrderDate])
);
CREATE TABLE [Order Details] (
  [OrderID] INTEGER NOT NULL REFERENCES [Orders] ([OrderID]),
  [ProductID] INTEGER NOT NULL REFERENCES [Products] ([ProductID]),
  [UnitPrice] NUMERIC NOT NULL DEFAULT 0 CHECK ([UnitPrice] >= 0),
  [Quantity] INTEGER NOT NULL DEFAULT 1 CHECK ([Quantity] > 0),
  [Discount] REAL NOT NULL DEFAULT 0 CHECK ([Discount] >= 0 AND [Discount] <= 1),
  PRIMARY KEY ([OrderID], [ProductID])
);
CREATE TABLE [Regions] (
  [RegionID] INTEGER PRIMARY KEY,
  [RegionDescription] TEXT NOT NULL
);
CREATE TABLE [Territories] (
  [TerritoryID] TEXT NOT NULL PRIMARY KEY,
  [TerritoryDescription] TEXT NOT NULL,
  [RegionID] INTEGER NOT NULL REFERENCES [Regions] ([RegionID])
);
CREATE TABLE [EmployeeTerritories] (
  [EmployeeID] INTEGER NOT NULL REFERENCES [Employees] ([EmployeeID]),
  [TerritoryID] TEXT NOT NULL REFERENCES [Territories] ([TerritoryID]),
  PRIMARY KEY ([EmployeeID], [TerritoryID])
);
