package dev.syncline.planted.engine;

public final class PlantedEngine {}
